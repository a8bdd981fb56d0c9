// Asks a classifier; MODEL is the name of one, or of a folder below MODELS.
import { init } from 'seetrain'

const integration = init('transformers_js', { project: 'examples', experimentName: 'transformers-js' })
if (process.env['MODELS']) integration.library.env['localModelPath'] = `${process.env['MODELS']}/`

const model = process.env['MODEL'] ?? 'Xenova/distilbert-base-uncased-finetuned-sst-2-english'
const classify = await integration.pipeline('text-classification', model, { dtype: 'fp32' })

console.log(await classify('good film')) // [ { label: 'POSITIVE', score: … } ]
await integration.finish()
