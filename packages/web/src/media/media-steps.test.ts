import { mediaPanels, stepAt } from './media-steps.ts'

describe('steps of media', () => {
  it('puts runs of one key together and keys of two types apart', () => {
    const panels = mediaPanels([
      { runId: 'a', key: 'x', type: 'image', steps: [1, 3] },
      { runId: 'b', key: 'x', type: 'image', steps: [0, 3, 5] },
      { runId: 'a', key: 'x', type: 'text', steps: [2] },
    ])
    expect(panels.map(({ type, steps }) => [type, steps])).toEqual([
      ['image', [0, 1, 3, 5]],
      ['text', [2]],
    ])
    expect(panels[0]!.byRun.get('b')).toEqual([0, 3, 5])
  })

  it('finds what was last logged at a step, the first before it, the last without one', () => {
    expect([undefined, -1, 0, 2, 9].map(step => stepAt([0, 1, 3], step))).toEqual([3, 0, 0, 1, 3])
    expect(stepAt([], 1)).toBeUndefined()
  })
})
