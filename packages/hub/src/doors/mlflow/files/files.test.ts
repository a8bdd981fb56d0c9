import { artifactName, artifactType } from './artifact-names.ts'
import { artifactPath } from './artifact-path.ts'
import { FileTree } from './file-tree.ts'

const file = { sha256: '0'.repeat(64), size: 1, mime: 'text/plain' }

describe('a path', () => {
  it.each([
    ['0/run/artifacts/epoch=1-step=16.ckpt', '0/run/artifacts/epoch=1-step=16.ckpt'],
    ['a//b/./c/', 'a/b/c'],
    ['a%20b', 'a b'],
    ['50%', '50%'],
    ['ü/ñ', 'ü/ñ'],
  ])('%s', (given, path) => expect(artifactPath(given)).toBe(path))

  it.each([
    '..',
    'a/../b',
    '%2e%2e/a',
    '%252e%252e',
    '/a',
    'C:/a',
    'a\\b',
    'a%00',
    'a#b',
    'file:///etc',
    'x'.repeat(2000),
  ])('%s is refused', given => expect(() => artifactPath(given)).toThrow('Invalid path'))
})

describe('the tree', () => {
  it('lists folders and files, and forgets folders that are empty', () => {
    const tree = new FileTree()
    for (const path of ['a/b/c', 'a/b/d', 'a/e', 'f', '__proto__/x']) tree.set(path, file)
    expect(tree.list('').map(({ name }) => name)).toEqual(['__proto__', 'a', 'f'])
    expect(tree.list('a').map(({ name, file: found }) => [name, found !== undefined])).toEqual([
      ['b', false],
      ['e', true],
    ])
    expect(tree.below('a').sort()).toEqual(['a/b/c', 'a/b/d', 'a/e'])
    for (const path of tree.below('a/b')) tree.remove(path)
    expect(tree.list('a').map(({ name }) => name)).toEqual(['e'])
    expect([tree.get('a/b/c'), tree.get('f'), tree.list('nothing')]).toEqual([undefined, file, []])
  })
})

test('names of artifacts say which file they are, and no two files share one', () => {
  expect([artifactName('model/MLmodel'), artifactType('a/b.PNG'), artifactType('x')]).toEqual([
    'model-MLmodel',
    'image',
    'custom',
  ])
  const paths = ['a b', 'a_b', 'a/b', 'ü', 'x'.repeat(300), 'x'.repeat(301), '..']
  const names = paths.map(artifactName)
  expect(new Set(names).size).toBe(paths.length)
  for (const name of names) expect(name).toMatch(/^(?!\.+$)[A-Za-z0-9._-]{1,128}$/)
})
