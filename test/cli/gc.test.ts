import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { Artifact, FileBlobStore, nodeFileSystem, type Run } from '@seetrain/core'
import { CommandLine } from './command-line.ts'
import { damage } from './damage.ts'

let line: CommandLine
let home: string
let blobs: FileBlobStore
beforeEach(() => {
  line = new CommandLine()
  home = join(line.folder, '.seetrain')
  blobs = new FileBlobStore(home, nodeFileSystem)
})
afterEach(() => line.remove())

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const orphan = (text: string): string => blobs.put(bytes(text), 'text/plain').sha256

function allBlobs(): string[] {
  const folder = join(home, 'blobs')
  const folders = readdirSync(folder).filter(name => name !== 'incoming')
  return folders.flatMap(name => readdirSync(join(folder, name)).map(sha256 => join(folder, name, sha256)))
}

function age(paths: readonly string[]): void {
  for (const path of paths) utimesSync(path, 1_700_000_000, 1_700_000_000)
}

/** A run with every way in which a record can name a blob. */
async function makeRun(name: string): Promise<Run> {
  const run = line.start({ project: 'mnist', experimentName: name })
  const pixels = new Uint8Array(16).fill(name.length)
  run.logImage(`${name}-image`, pixels, {
    width: 4,
    height: 4,
    masks: { truth: { data: pixels, width: 4, height: 4 } },
  })
  run.logTable('table', { columns: ['text'], data: [[name]] })
  run.logArtifact(
    new Artifact(`${name}-weights`, 'model').addObject({ name }, 'a.json').addObject({ b: name }, 'b.json'),
  )
  const prompt = run.storeBlob(bytes(`prompt of ${name}`), 'text/plain')
  run.logSpan({
    kind: 'span',
    time: 1,
    endTime: 2,
    traceId: 't',
    spanId: 's',
    name: 'call',
    spanKind: 'llm',
    status: 'ok',
    attributes: {},
    input: { blob: { sha256: prompt!.sha256, size: prompt!.size, mime: prompt!.mime } },
  })
  await run.finish()
  return run
}

test('trap 15: what runs and catalogs refer to stays, however old; what nothing refers to goes', async () => {
  await makeRun('one')
  const named = allBlobs()
  expect(named.length).toBeGreaterThanOrEqual(6)
  const gone = blobs.path(orphan('nobody needs this'))
  age(allBlobs())
  const { code, stdout, stderr } = await line.run(['gc'])
  expect([code, stdout, stderr]).toEqual([0, 'Removed 1 blob that nothing refers to, 17 B.\n', ''])
  expect(existsSync(gone)).toBe(false)
  expect(allBlobs().sort()).toEqual(named.sort())
  expect((await line.run(['gc'])).stdout).toBe('Nothing to remove.\n')
  for (const path of named) blobs.get(path.slice(-64))
})

test('trap 15: the media of a removed run go, what another run shares stays, and so does the catalog', async () => {
  const [one, two] = [await makeRun('one'), await makeRun('two')]
  const shared = line.start({ experimentName: 'sharing' })
  shared.logImage('again', new Uint8Array(16).fill(3), { width: 4, height: 4 })
  await shared.finish()
  age(allBlobs())
  const before = allBlobs()
  await line.run(['rm', one.id, '--yes'])
  const { stdout } = await line.run(['gc', '--json'])
  const swept = JSON.parse(stdout) as { blobs: string[]; blobBytes: number }
  // its table and its prompt; the image is shared, the artifact is in the catalog
  expect(swept.blobs).toHaveLength(2)
  expect(allBlobs()).toHaveLength(before.length - 2)
  const show = await line.run(['show', two.id])
  expect(show.code).toBe(0)
  const again = line.start({ project: 'mnist', experimentName: 'using' })
  again.useArtifact('one-weights:latest').verify()
  await again.finish()
})

test('what is younger than a day stays without --all, and is told', async () => {
  const sha256 = orphan('young')
  const kept = await line.run(['gc'])
  expect([kept.code, kept.stdout]).toEqual([0, 'Nothing to remove.\n'])
  expect(kept.stderr).toBe('Kept 1 blob that nothing refers to yet: younger than a day. --all removes such, too.\n')
  expect(blobs.has(sha256)).toBe(true)
  expect((await line.run(['gc', '--all'])).stdout).toMatch(/^Removed 1 blob/)
  expect(blobs.has(sha256)).toBe(false)
})

test('a run that goes on: what it may be about to refer to stays, and --all is refused', async () => {
  const living = await line.fixture('living-run.ts')
  const [young, old] = [orphan('young'), orphan('old')]
  age([blobs.path(old)])
  const { code, stdout, stderr } = await line.run(['gc', '--all'])
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(
    new RegExp(`^seetrain: gc: run ${living.id} is being written by process \\d+ .*leave out --all\\.\n$`),
  )
  expect([blobs.has(young), blobs.has(old)]).toEqual([true, true])
  // stored again by the living run: young again
  orphan('old')
  expect((await line.run(['gc'])).stdout).toBe('Nothing to remove.\n')
  age([blobs.path(old)])
  expect((await line.run(['gc'])).stdout).toMatch(/^Removed 1 blob/)
  expect([blobs.has(young), blobs.has(old)]).toEqual([true, false])
  await living.end()
})

test('--dry-run says the same and removes nothing', async () => {
  const sha256 = orphan('old')
  age(allBlobs())
  const { code, stdout } = await line.run(['gc', '--dry-run', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    dryRun: true,
    blobs: [sha256],
    blobBytes: 3,
    young: 0,
    leftovers: [],
    leftoverBytes: 0,
    damaged: [],
  })
  expect((await line.run(['gc', '-n'])).stdout).toBe('Would remove 1 blob that nothing refers to, 3 B.\n')
  expect(blobs.has(sha256)).toBe(true)
})

test('trap 5: a damaged journal may have named more: nothing is removed without --force', async () => {
  const run = line.start({ experimentName: 'damaged' })
  for (let step = 0; step < 500; step++) run.log({ loss: step }, { step })
  await run.finish()
  damage(run.dir)
  const sha256 = orphan('old')
  age(allBlobs())
  const { code, stdout, stderr } = await line.run(['gc'])
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(
    new RegExp(`^seetrain: gc: run ${run.id} \\(\\d+ of its records can not be read\\) may name more`),
  )
  expect(stderr).toMatch(/nothing was removed\. .* or add --force\.\n$/)
  expect(blobs.has(sha256)).toBe(true)
  expect((await line.run(['gc', '--force'])).code).toBe(0)
  expect(blobs.has(sha256)).toBe(false)
})

test('a damaged catalog is no reason to remove what it named', async () => {
  await makeRun('one')
  const [project = ''] = readdirSync(join(home, 'artifacts'))
  const catalog = join(home, 'artifacts', project, readdirSync(join(home, 'artifacts', project))[0]!)
  writeFileSync(catalog, readFileSync(catalog).subarray(0, 50))
  age(allBlobs())
  const before = allBlobs()
  const { code, stderr } = await line.run(['gc'])
  expect([code, stderr]).toEqual([1, expect.stringContaining(`${catalog} (`)])
  expect(allBlobs()).toEqual(before)
})

test('leftovers of killed processes are swept, those of a day excepted; one taken aside comes back', async () => {
  const run = await makeRun('one')
  const incoming = join(home, 'blobs/incoming')
  const removed = join(home, 'removed-01abc-123')
  mkdirSync(removed)
  writeFileSync(join(removed, 'journal.bin'), '12345')
  writeFileSync(join(incoming, '99999-0'), 'unfinished')
  writeFileSync(join(incoming, '99999-1'), 'young')
  age([removed, join(incoming, '99999-0')])
  // a sweep was killed when it had taken a blob aside that is needed
  const [needed = ''] = allBlobs()
  writeFileSync(join(incoming, `condemned-${needed.slice(-64)}`), readFileSync(needed))
  rmSync(needed)
  const { code, stdout } = await line.run(['gc'])
  expect([code, stdout]).toEqual([0, 'Removed 2 leftovers of processes that are gone, 15 B.\n'])
  expect(readdirSync(incoming)).toEqual(['99999-1'])
  expect([existsSync(removed), existsSync(needed), existsSync(run.dir)]).toEqual([false, true, true])
})

test('beside a hub only what is old goes: it may be taking in what no record names yet', async () => {
  orphan('young')
  age([blobs.path(orphan('old'))])
  const owner = { pid: process.pid, host: hostname(), thread: 0, nonce: 'a' }
  writeFileSync(join(home, 'hub.lock'), JSON.stringify(owner))
  const { code, stderr } = await line.run(['gc', '--all'])
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^seetrain: gc: a hub has .* open \(process \d+\) and .* leave out --all\.\n$/),
  ])
  expect(allBlobs()).toHaveLength(2)
  expect((await line.run(['gc'])).stdout).toBe('Removed 1 blob that nothing refers to, 3 B.\n')
  expect(allBlobs()).toHaveLength(1)
})

test('a folder without anything', async () => {
  expect(await line.run(['gc'])).toEqual({ code: 0, stdout: 'Nothing to remove.\n', stderr: '' })
  expect(existsSync(home)).toBe(false)
})
