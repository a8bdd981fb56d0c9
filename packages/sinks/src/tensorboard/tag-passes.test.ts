import { TagPasses } from './tag-passes.ts'

const passesOf = (steps: readonly number[], passes = new TagPasses()): number[] =>
  steps.map(step => passes.passFor('loss', 'scalars', step))

describe('TagPasses', () => {
  it('begins a pass where a step falls, and stays in it', () => {
    expect(passesOf([0, 1, 1, 5, 3, 4, 5, 9, 2])).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2])
  })

  it('counts each tag for itself', () => {
    const passes = new TagPasses()
    expect([
      passes.passFor('a', 'scalars', 5),
      passes.passFor('b', 'scalars', 1),
      passes.passFor('a', 'scalars', 1),
    ]).toEqual([0, 0, 1])
  })

  it('makes no more than sixteen, then uses those that a step fits into, then the last', () => {
    const passes = new TagPasses()
    const falling = Array.from({ length: 16 }, (_, i) => 100 - i)
    expect(passesOf(falling, passes)).toEqual(falling.map((_, i) => i))
    // the last steps of the passes are 100, 99 … 85: 84 fits into none, and 85 then follows it
    expect(passesOf([84, 85, 84.5], passes)).toEqual([15, 15, 15])
  })

  it('never lets a step fall within a pass, whatever the order, while there are passes left', () => {
    const steps = [5, 4, 6, 5, 7, 6, 8, 7, 9, 8]
    const passes = passesOf(steps)
    for (const pass of new Set(passes)) {
      const found = steps.filter((_, i) => passes[i] === pass)
      expect(found).toEqual([...found].sort((a, b) => a - b))
    }
  })

  it('goes on from what an earlier process wrote', () => {
    const passes = new TagPasses()
    passes.learn('loss', 'scalars', 0, 9)
    passes.learn('loss', 'scalars', 1, 4)
    expect(passesOf([5, 3], passes)).toEqual([1, 2])
    expect(passes.nameFor('loss', 'images')).toBe('loss/images')
    expect(passes.stepBehind('loss', 1)).toBe(4)
  })
})
