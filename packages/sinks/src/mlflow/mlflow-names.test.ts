import { cutTo, mlflowName, MlflowNames } from './mlflow-names.ts'

describe('names for MLflow', () => {
  it.each([
    ['val/acc', 'val/acc'],
    ['with space_-.:', 'with space_-.:'],
    ['ключ 5', 'ключ 5'],
    ['lr(pg0)', 'lr_pg0_'],
    ['/a//b/', 'a/b'],
    ['a/../b', 'a/_/b'],
    ['..hidden', '__hidden'],
    ['.', '_'],
    ['', '_'],
    ['🔑', '_'],
  ])('takes %j for %j', (key, name) => {
    expect(mlflowName(key)).toBe(name)
  })

  it('keeps long keys apart', () => {
    const [a, b] = ['a', 'b'].map(last => mlflowName('x'.repeat(300) + last))
    expect(a!.length).toBeLessThanOrEqual(250)
    expect(a).not.toBe(b)
  })

  it('keeps keys apart that would become one, in whichever order they come', () => {
    const names = new MlflowNames('seetrain.key/', [], new Map())
    const given = ['a(b)', 'a[b]', 'a_b_'].map(key => names.nameOf(key))
    expect(given[0]).toBe('a_b_')
    expect(new Set(given).size).toBe(3)
    expect(names.nameOf('a(b)')).toBe('a_b_')
    expect([...names.untold.values()]).toEqual(['a(b)', 'a[b]', 'a_b_'])
  })

  it('goes on with the names that an earlier process gave', () => {
    const tags = new Map([['seetrain.key/a_b_', 'a(b)']])
    const names = new MlflowNames('seetrain.key/', ['a_b_', 'loss'], tags)
    expect([names.nameOf('a(b)'), names.nameOf('loss')]).toEqual(['a_b_', 'loss'])
    expect(names.nameOf('a_b_')).not.toBe('a_b_')
  })
})

it('cuts texts visibly, and never inside a character', () => {
  expect(cutTo(10, '0123456789')).toBe('0123456789')
  const cut = cutTo(40, '🔑'.repeat(50), 'elsewhere')
  expect(cut.length).toBeLessThanOrEqual(40)
  expect(cut).toMatch(/^🔑+… \[100 characters; elsewhere\]$/u)
})
