// A chain with a model that answers from a list. Yours: new ChatOpenAI({ model: 'gpt-5' }).
import { ChatPromptTemplate } from '@langchain/core/prompts'
import { FakeListChatModel } from '@langchain/core/utils/testing'
import { init } from 'seetrain'

const integration = init('langchain', { project: 'examples', experimentName: 'langchain' })
const model = new FakeListChatModel({ responses: ['Because of Rayleigh scattering.'] })
const chain = ChatPromptTemplate.fromTemplate('Why is {thing} {colour}?').pipe(model)

const answer = await chain.invoke(
  { thing: 'the sky', colour: 'blue' },
  { callbacks: [integration.getCallback() as never] },
)

console.log(answer.content) // Because of Rayleigh scattering.
await integration.finish()
