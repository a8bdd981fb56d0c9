import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { artifactStoreIn } from '../../../../test/fixtures/artifact-store-in.ts'
import { FileBlobStore } from '../blob/file-blob-store.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { Artifact, type ArtifactOptions } from './artifact.ts'
import type { ArtifactStore } from './artifact-store.ts'

let folder: string
let home: string
let store: ArtifactStore
const at = { project: 'mnist', runId: 'run-1' }
const model = (epoch: number, options?: ArtifactOptions) =>
  new Artifact('model', 'model', options).addObject({ epoch }, 'weights.json')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'artifact-store-'))
  home = join(folder, '.seetrain')
  store = artifactStoreIn(home)
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('versions and aliases', () => {
  test('returns what an artifact record says', () => {
    const put = store.put(model(1, { description: 'first', metadata: { accuracy: 0.5 } }), {
      ...at,
      aliases: ['best'],
      step: 7,
    })
    expect(put).toEqual({
      name: 'model',
      type: 'model',
      version: 'v0',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      manifest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/), size: expect.any(Number), mime: expect.any(String) },
      size: 17,
      files: 1,
      aliases: ['best', 'latest'],
      description: 'first',
      metadata: { accuracy: 0.5 },
      step: 7,
    })
  })

  test('trap 4: a checkpoint overwritten five times makes five versions, last is the fifth, best moves when a better one comes', () => {
    const file = join(folder, 'last.ckpt')
    writeFileSync(file, 'nothing yet')
    const checkpoint = new Artifact('checkpoint', 'checkpoint').addFile(file)
    let best = 0
    for (const [epoch, accuracy] of [0.4, 0.8, 0.6, 0.9, 0.7].entries()) {
      writeFileSync(file, `epoch ${epoch}`)
      const better = accuracy > best
      best = Math.max(best, accuracy)
      expect(store.put(checkpoint, { ...at, aliases: better ? ['last', 'best'] : ['last'] }).version).toBe(`v${epoch}`)
    }
    expect(store.list('mnist').map(version => [version.version, version.aliases])).toEqual([
      ['v0', []],
      ['v1', []],
      ['v2', []],
      ['v3', ['best']],
      ['v4', ['last', 'latest']],
    ])
    expect(Buffer.from(store.find('mnist', 'checkpoint:best').read('last.ckpt')).toString()).toBe('epoch 3')
  })

  test('the same content is the same version, whichever way it came; its aliases move and words are replaced', () => {
    store.put(model(1, { description: 'old', metadata: { a: 1 } }), { ...at, aliases: ['best'] })
    store.put(model(2), { ...at, aliases: ['best'] })
    const file = join(folder, 'copy.json')
    writeFileSync(file, '{\n  "epoch": 1\n}\n')
    const again = store.put(new Artifact('model', 'model', { metadata: { a: 2 } }).addFile(file, 'weights.json'), {
      ...at,
      aliases: ['good'],
    })
    expect(again).toMatchObject({ version: 'v0', aliases: ['good', 'latest'], description: 'old', metadata: { a: 2 } })
    expect(again).not.toHaveProperty('step')
    expect(store.find('mnist', 'model:best').version).toBe('v1')
    expect(store.list('mnist')).toHaveLength(2)
  })

  test('another path, type, reference or digest is another version; the order of adding is none', () => {
    const put = (change: (artifact: Artifact) => Artifact, type: 'model' | 'weights' = 'model') =>
      store.put(change(new Artifact('x', type)), at).version
    const versions = [
      put(artifact => artifact.addObject(1, 'a').addObject(2, 'b')),
      put(artifact => artifact.addObject(2, 'b').addObject(1, 'a')),
      put(artifact => artifact.addObject(1, 'a').addObject(2, 'c')),
      put(artifact => artifact.addObject(1, 'a').addObject(2, 'b'), 'weights'),
      put(artifact => artifact.addReference('s3://b/a')),
      put(artifact => artifact.addReference('s3://c/a')),
      put(artifact => artifact.addReference('s3://c/a', { digest: 'md5:1' })),
    ]
    expect(versions).toEqual(['v0', 'v0', 'v1', 'v2', 'v3', 'v4', 'v5'])
  })

  test('moves and removes aliases; latest belongs to logging', () => {
    store.put(model(1), at)
    store.put(model(2), at)
    store.setAlias('mnist', 'model:v0', 'production')
    expect(store.find('mnist', 'model:production').version).toBe('v0')
    store.setAlias('mnist', 'model', 'production')
    expect(store.find('mnist', 'model:production').aliases).toEqual(['latest', 'production'])
    store.removeAlias('mnist', 'model', 'production')
    expect(() => store.find('mnist', 'model:production')).toThrow(
      /no "model:production".*model:latest, model:v0, model:v1/,
    )
    expect(() => store.removeAlias('mnist', 'model', 'production')).toThrow(/no "model:production"/)
    expect(() => store.setAlias('mnist', 'model:v0', 'latest')).toThrow(/moves by logging/)
    expect(() => store.removeAlias('mnist', 'model', 'latest')).toThrow(/moves by logging/)
    expect(() => store.setAlias('mnist', 'model:v9', 'x')).toThrow(/no "model:v9"/)
    expect(() => store.setAlias('mnist', 'absent', 'x')).toThrow(/no "absent" in project "mnist".*model/)
    expect(readdirSync(join(home, 'artifacts/mnist'))).toEqual(['model.json'])
  })

  test.each(['v3', 'a b', '', 'a/b', 5])('refuses the alias %j and stores nothing', alias => {
    expect(() => store.put(model(1), { ...at, aliases: [alias as string] })).toThrow(/^alias: got/)
    expect(store.list('mnist')).toEqual([])
  })

  test('names that JavaScript objects know are names like others', () => {
    store.put(
      new Artifact('__proto__', 'custom', { metadata: JSON.parse('{"__proto__": {"a": 1}}') }).addObject(
        1,
        '__proto__',
      ),
      {
        ...at,
        project: 'constructor',
        aliases: ['__proto__', 'constructor'],
      },
    )
    const found = store.find('constructor', '__proto__:constructor')
    expect(found.aliases).toEqual(['__proto__', 'constructor', 'latest'])
    expect(Object.keys(found.metadata)).toEqual(['__proto__'])
    expect(found.files()).toEqual(['__proto__'])
    expect(() => store.find('constructor', '__proto__:toString')).toThrow(/ARTIFACT|no "/)
  })
})

describe('finding', () => {
  test('in this project and in another; projects of any name keep apart', () => {
    const projects = ['team/vision', 'team-vision', 'Team/Vision', '..', 'a'.repeat(300), 'naïve', 'A', 'a']
    projects.forEach((project, index) => store.put(model(index), { project, runId: 'r' }))
    for (const project of projects) {
      expect(store.list(project).map(version => version.project)).toEqual([project])
      expect(store.find('elsewhere', `${project}/model:v0`).project).toBe(project)
    }
    expect(readdirSync(join(home, 'artifacts'))).toHaveLength(projects.length)
  })

  test('names that differ in case alone keep apart, also where files do not', () => {
    store.put(new Artifact('Model', 'model').addObject(1, 'x'), at)
    store.put(new Artifact('model', 'model').addObject(2, 'x'), at)
    expect(store.list('mnist').map(version => version.name)).toEqual(['Model', 'model'])
    const names = readdirSync(join(home, 'artifacts/mnist'))
    expect(new Set(names.map(name => name.toLowerCase())).size).toBe(2)
  })

  test.each(['', ':v0', 'a:b:c', 'model:', 'a b', 7])('refuses the reference %j', reference => {
    expect(() => store.find('mnist', reference as string)).toThrow(/^artifact|^alias/)
  })

  test('metadata comes back as it was, non-finite numbers, dates and bytes included', () => {
    const metadata = {
      nan: NaN,
      less: -Infinity,
      zero: -0,
      big: 12n,
      at: new Date(5),
      bytes: new Uint8Array([1, 2]),
      $odd: 'key',
    }
    store.put(model(1, { metadata }), at)
    expect(store.find('mnist', 'model').metadata).toEqual(metadata)
    expect(store.find('mnist', 'model').description).toBeUndefined()
  })

  test('lists when, by which run and from what a version was made', () => {
    store.put(new Artifact('data', 'dataset').addObject([1], 'data.json'), { project: 'raw', runId: 'run-0' })
    store.put(new Artifact('base', 'model').addObject([2], 'x'), at)
    store.put(model(1, { derivedFrom: ['raw/data', 'base:latest'] }), { ...at, step: 3 })
    expect(store.list('mnist')[1]).toMatchObject({
      project: 'mnist',
      runId: 'run-1',
      step: 3,
      createdAt: expect.any(Number),
      derivedFrom: ['artifact:raw/data:v0', 'artifact:mnist/base:v0'],
    })
    store.put(model(1, { derivedFrom: ['base', 'model:v0'] }), at)
    expect(store.find('mnist', 'model').derivedFrom).toEqual([
      'artifact:raw/data:v0',
      'artifact:mnist/base:v0',
      'artifact:mnist/model:v0',
    ])
    expect(() => store.put(model(2, { derivedFrom: ['absent'] }), at)).toThrow(/no "absent"/)
    expect(store.list('mnist')).toHaveLength(2)
  })
})

describe('trouble', () => {
  test('an empty artifact is refused', () => {
    expect(() => store.put(new Artifact('model', 'model'), at)).toThrow(/It is empty/)
  })

  test('trap 28: a file that changes while it is read is not taken', () => {
    const file = join(folder, 'growing.bin')
    writeFileSync(file, 'half of it')
    const blobs = new FileBlobStore(home, nodeFileSystem)
    const grow = {
      grown: () => appendFileSync(file, ', the rest'),
      touched: () => utimesSync(file, 1, 1),
      gone: () => unlinkSync(file),
    }
    for (const meanwhile of Object.values(grow)) {
      const watched = artifactStoreIn(home, {
        blobs: Object.assign(Object.create(blobs) as FileBlobStore, {
          putFile(path: string, mime: string) {
            const ref = blobs.putFile(path, mime)
            meanwhile()
            return ref
          },
          put: blobs.put.bind(blobs),
        }),
      })
      expect(() => watched.put(new Artifact('big', 'weights').addFile(file), at)).toThrow(
        /growing\.bin changed while it was read/,
      )
    }
    expect(store.list('mnist')).toEqual([])
  })

  test('a file that is gone when logged is named', () => {
    const file = join(folder, 'gone.bin')
    writeFileSync(file, 'x')
    const artifact = new Artifact('a', 'custom').addFile(file)
    unlinkSync(file)
    expect(() => store.put(artifact, at)).toThrow(/gone\.bin".*is gone/)
  })

  test('trap 28: a file of a directory that became a link out of it is refused when logged', () => {
    const data = join(folder, 'data')
    nodeFileSystem.makeFolder(data)
    writeFileSync(join(data, 'file'), 'x')
    writeFileSync(join(folder, 'secret'), 'y')
    const artifact = new Artifact('a', 'dataset').addDirectory(data)
    unlinkSync(join(data, 'file'))
    symlinkSync('../secret', join(data, 'file'))
    expect(() => store.put(artifact, at)).toThrow(/leaves/)
    expect(store.list('mnist')).toEqual([])
  })

  test('a disk that fills while blobs are stored leaves the catalog as it was', () => {
    store.put(model(1), at)
    const before = readFileSync(join(home, 'artifacts/mnist/model.json'), 'utf8')
    const full = artifactStoreIn(home, {
      fileSystem: {
        ...nodeFileSystem,
        write() {
          throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
        },
      },
    })
    expect(() => full.put(model(2), { ...at, aliases: ['best'] })).toThrow(/no space left/)
    expect(readFileSync(join(home, 'artifacts/mnist/model.json'), 'utf8')).toBe(before)
  })

  test('a disk that fills while the catalog is written leaves it whole and free', () => {
    store.put(model(1), at)
    const full = artifactStoreIn(home, {
      fileSystem: {
        ...nodeFileSystem,
        writeFileAtomic(path, bytes) {
          if (path.endsWith('.json')) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
          nodeFileSystem.writeFileAtomic(path, bytes)
        },
      },
    })
    expect(() => full.put(model(2), at)).toThrow(/no space left/)
    expect(store.put(model(3), at).version).toBe('v1')
    expect(readdirSync(join(home, 'artifacts/mnist'))).toEqual(['model.json'])
  })

  test.each(['{"half', '[]', '{"format":2}', '{"format":1,"versions":[]}'])(
    'a damaged catalog (%s) is named and left as it is',
    text => {
      store.put(model(1), at)
      const path = join(home, 'artifacts/mnist/model.json')
      writeFileSync(path, text)
      expect(() => store.put(model(2), at)).toThrow(/model\.json: .*Restore it/)
      expect(() => store.find('mnist', 'model')).toThrow(/model\.json/)
      expect(readFileSync(path, 'utf8')).toBe(text)
    },
  )
})
