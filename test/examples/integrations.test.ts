import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { integrations } from '@seetrain/adapters'
import type { RunRecord } from '@seetrain/core'
import { ofKind, runExample } from './run-example.ts'

const root = join(__dirname, '../..')
// tfjs has the demo
const exampled = Object.keys(integrations).filter(framework => framework !== 'tfjs')
// run by test/frameworks, where their packages are
const withPeer = ['onnxruntime_node', 'tfjs_node', 'tfjs_node_gpu', 'transformers_js']
const frameworks = exampled.filter(framework => !withPeer.includes(framework))
const nameOf = (id: string) => id.replaceAll('_', '-')
const names = frameworks.map(nameOf)

test('every framework has an example, and a page that shows it', () => {
  const files = readdirSync(join(root, 'examples/integrations'))
  expect(files.sort()).toEqual(exampled.map(id => `${nameOf(id)}.ts`).sort())
  for (const name of exampled.map(nameOf))
    expect(readFileSync(join(root, `docs/integrations/${name}.md`), 'utf8')).toContain(
      `examples/integrations/${name}.ts`,
    )
})

test('each prints what its last comment says, and leaves a finished run that is marked with its framework', async () => {
  const { stdout, stderr, runs } = await runExample(...names.map(name => `integrations/${name}.ts`))
  expect(stderr).toBe('')
  const trials = (records: RunRecord[]) => ofKind(records, 'open')[0]?.jobType === 'trial'
  const searches = runs.filter(records => !trials(records))
  expect(searches.map(records => ofKind(records, 'open')[0]?.name)).toEqual(names)
  expect(searches.map(frameworkOf)).toEqual(frameworks)
  for (const records of runs) expect(ofKind(records, 'end')[0]).toMatchObject({ state: 'finished' })
  expect(runs.length - searches.length).toBe(5) // three trials of Optuna, two of Ray Tune
  for (const said of [
    '0.0003333333333333333',
    "{ stage: 'dev' }",
    "'val/loss': 0.5",
    '40.96',
    'slope 2',
    'iterations 1000',
    'scattering',
  ])
    expect(stdout).toContain(said)
}, 60_000)

function frameworkOf(records: RunRecord[]): unknown {
  const [config] = ofKind(records, 'config').filter(({ set }) => 'frameworks' in set)
  return (config?.set['frameworks'] as string[] | undefined)?.[0]
}
