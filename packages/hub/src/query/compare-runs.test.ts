import type { RunRow } from '../store/run-query.ts'
import { compareRuns } from './compare-runs.ts'

const metric = { count: 1, min: 0, max: 1, mean: 0.5, last: 0.5, lastStep: 1 }
const run = (members: Partial<RunRow>): RunRow => ({ config: {}, metrics: {}, ...members }) as RunRow

describe('a comparison of runs', () => {
  it('tells what differs, what is the same and what is absent', () => {
    const { config, metrics } = compareRuns([
      run({
        config: { lr: 0.1, net: { layers: 2 }, seed: 1n },
        metrics: { loss: { ...metric, summary: 0.2 }, acc: metric },
      }),
      run({ config: { lr: 0.1, net: { layers: 3 } }, metrics: { loss: { ...metric, summary: 0.2, last: 0.9 } } }),
    ])
    expect(config).toEqual([
      { path: 'lr', differs: false, values: [0.1, 0.1] },
      { path: 'net.layers', differs: true, values: [2, 3] },
      { path: 'seed', differs: true, values: [1, undefined] },
    ])
    expect(metrics.map(({ key, differs }) => [key, differs])).toEqual([
      ['loss', false],
      ['acc', true],
    ])
  })

  it('takes keys that objects have by birth for what they are', () => {
    const { metrics } = compareRuns([run({ metrics: { constructor: metric } }), run({})])
    expect(metrics).toEqual([{ key: 'constructor', differs: true, values: [metric, undefined] }])
  })
})
