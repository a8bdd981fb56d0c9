import { ofKind, runExample, series } from './run-example.ts'

test('a hand-written loop: what it prints is what was recorded', async () => {
  const { stdout, stderr, runs } = await runExample('hand-written-loop.ts')
  const [records = []] = runs
  expect(runs).toHaveLength(1)
  const losses = series(records, 'loss')
  expect(losses).toHaveLength(200)
  expect(stdout).toMatch(`least loss ${Math.min(...losses).toFixed(4)}`)
  expect(series(records, 'weights/square').at(-1)).toBeCloseTo(3, 0)
  expect(ofKind(records, 'media')).toEqual([expect.objectContaining({ key: 'fit', type: 'table' })])
  expect(ofKind(records, 'end')[0]).toMatchObject({ state: 'finished' })
  expect(stderr).toBe('')
}, 30_000)

test('sessions: each fold has a run of its own, all in one group, none mixed', async () => {
  const { stderr, runs } = await runExample('sessions.ts')
  expect(runs).toHaveLength(4)
  const opened = runs.map(records => ofKind(records, 'open')[0])
  expect(new Set(opened.map(open => open?.name))).toEqual(new Set(['fold-0', 'fold-1', 'fold-2', 'fold-3']))
  expect(new Set(opened.map(open => open?.group))).toEqual(new Set(['plants']))
  for (const records of runs) {
    expect(
      ofKind(records, 'metric')
        .filter(record => record.key === 'error')
        .map(record => record.step),
    ).toEqual([...Array(30).keys()])
    expect(ofKind(records, 'end')[0]).toMatchObject({ state: 'finished' })
  }
  expect(new Set(runs.map(records => series(records, 'error').at(-1))).size).toBe(4)
  expect(stderr).toBe('')
}, 30_000)
