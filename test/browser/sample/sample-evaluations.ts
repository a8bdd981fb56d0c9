import { definePrompt, evaluate, init, type SettingsArgument } from 'seetrain'

const CAPITALS: { [country: string]: string } = {
  Chile: 'Santiago',
  Egypt: 'Cairo',
  France: 'Paris',
  India: 'New Delhi',
  Japan: 'Tokyo',
  Kenya: 'Nairobi',
  Norway: 'Oslo',
  Peru: 'Lima',
}
const COUNTRIES = Object.keys(CAPITALS)
const PROMPTS = [
  'Answer {{question}} briefly.',
  'You know the capitals of all countries.\nAnswer {{question}} in one word.',
  'You know the capitals of all countries.\nAnswer {{question}} in one word. Say so when you do not know.',
]

/** A prompt with versions, and evaluations of one dataset that get better, one example aside. */
export async function makeSampleEvaluations(dir: string, settings: SettingsArgument): Promise<void> {
  const run = init({ dir, id: 'prompts', project: 'capitals', experimentName: 'prompts', settings })
  for (const template of PROMPTS) definePrompt('capital', template, { run })
  await run.finish()
  const dataset = {
    name: 'capitals',
    examples: COUNTRIES.map(id => ({ id, input: `What is the capital of ${id}?`, expected: CAPITALS[id]! })),
  }
  for (const [round, wrong] of [['Norway', 'Peru', 'Chile'], ['Peru', 'Egypt'], ['Kenya']].entries())
    await evaluate({
      dir,
      id: `capitals-${round}`,
      project: 'capitals',
      experimentName: `round ${round + 1}`,
      config: { model: round === 0 ? 'small-model' : 'large-model', prompt: `capital:v${round}` },
      settings,
      dataset,
      task: question => answer(question, wrong),
      scorers: {
        exact: ({ output, expected }) => output === expected,
        brief: ({ output }) => Math.min(1, 8 / output.length),
      },
    })
}

function answer(question: string, wrong: readonly string[]): string {
  const country = COUNTRIES.find(name => question.includes(name))!
  if (country === 'Egypt' && wrong.includes(country)) throw new Error('no answer within 2 s')
  return wrong.includes(country) ? 'I do not know.' : CAPITALS[country]!
}
