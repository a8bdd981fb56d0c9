import { searchKeys, sectionsOf } from './sections.ts'

describe('sections of charts', () => {
  it('groups by prefix, those alone or without one first, numbers in their order', () => {
    expect(
      sectionsOf(['val/loss', 'layer10/w', 'layer10/b', 'layer2/w', 'layer2/b', 'loss', 'val/acc', 'lr/now'], []),
    ).toEqual([
      { name: 'charts', keys: ['loss', 'lr/now'] },
      { name: 'layer2', keys: ['layer2/b', 'layer2/w'] },
      { name: 'layer10', keys: ['layer10/b', 'layer10/w'] },
      { name: 'val', keys: ['val/acc', 'val/loss'] },
    ])
  })

  it('repeats pinned keys on top, if they are there', () => {
    expect(sectionsOf(['a', 'b'], ['b', 'gone'])[0]).toEqual({ name: 'Pinned', keys: ['b'] })
  })

  it('searches by regular expression and says when it is none', () => {
    expect(searchKeys(['val/loss', 'loss', 'acc'], '^(loss|ACC)$').keys).toEqual(['loss', 'acc'])
    expect(searchKeys(['a'], '(').problem).toMatch(/regular expression/i)
    expect(searchKeys(['a'], '(').keys).toEqual(['a'])
  })
})
