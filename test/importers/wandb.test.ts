import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { absentPeer, pythonPeer } from '../peers/python-peer.ts'
import { describeWhen } from '../skip.ts'
import { ImportFolder } from './import-folder.ts'

const python = pythonPeer('wandb')
const folder = new ImportFolder()
afterAll(() => folder.remove())

const ROWS = 2000

describeWhen(python !== undefined, absentPeer('wandb'))('a run that wandb wrote offline', () => {
  let runId: string
  let log: Buffer

  beforeAll(async () => {
    mkdirSync(join(folder.path, 'work'))
    execFileSync(python!, [join(__dirname, 'write_wandb.py'), join(folder.path, 'work'), '3'], { stdio: 'ignore' })
    const imported = await folder.import('work')
    expect(imported).toMatchObject([{ name: 'first', project: 'letters', format: 'wandb', problems: [] }])
    runId = imported[0]!.runId
    log = readFileSync(imported[0]!.path)
  }, 120_000)

  it('gives every number of the history its step, nested ones by their path', () => {
    const steps = Array.from({ length: ROWS }, (_, step) => step)
    expect(folder.points(runId, 'loss')).toEqual(steps.map(step => [step, 1 / (step + 1)]))
    expect(folder.points(runId, 'nested/a')).toEqual(steps.map(step => [step, step]))
    expect(folder.points(runId, 'nested/b/c')).toEqual(steps.map(step => [step, step * 2]))
    expect(folder.points(runId, 'epoch').at(-1)).toEqual([ROWS - 1, 19])
  })

  it('keeps NaN and the infinities apart, and takes true for 1', () => {
    expect(['nan', 'inf', 'minus', 'flag'].map(key => folder.points(runId, key))).toEqual([
      [[ROWS, Number.NaN]],
      [[ROWS, Infinity]],
      [[ROWS, -Infinity]],
      [[ROWS, 1]],
    ])
  })

  it('keeps the time of each row, to the millisecond', () => {
    const times = folder.metrics(runId).map(({ time }) => time)
    expect(times.every((time, index) => index === 0 || time >= times[index - 1]!)).toBe(true)
    expect(Math.abs(Date.now() - times[0]!)).toBeLessThan(600_000)
  })

  it('takes over words, config and definitions', () => {
    const words = Object.assign({}, ...folder.records(runId, 'edit'))
    expect(words).toMatchObject({
      name: 'first',
      group: 'seeds',
      jobType: 'train',
      notes: 'two\nlines',
      tags: ['a', 'b'],
    })
    expect(folder.records(runId, 'config').map(({ set }) => set)).toEqual([
      { lr: 0.1, opt: { name: 'adam', betas: [0.9, 0.99] } },
      { later: true },
    ])
    expect(folder.records(runId, 'definition')).toMatchObject([
      { key: 'loss', summary: 'min' },
      { key: 'val/*', stepKey: 'epoch' },
    ])
  })

  it('takes over media with their bytes', () => {
    const media = folder.records(runId, 'media')
    const byKey = Object.fromEntries(media.map(record => [record.key, record]))
    expect(media.map(({ key, type }) => `${key} ${type}`).sort()).toEqual([
      'cloud object3d',
      'page html',
      'picture image',
      'pictures image',
      'spread histogram',
      'table table',
      'tone audio',
      'word text',
    ])
    expect(byKey['picture']!.items[0]).toMatchObject({ caption: 'black', details: { width: 3, height: 4 } })
    expect(byKey['pictures']!.items.map(({ caption }) => caption)).toEqual(['one', 'two'])
    expect(byKey['spread']!.items[0]!.details).toMatchObject({ counts: [2, 3, 1], edges: [0, 1, 2, 3] })
    expect(byKey['tone']!.items[0]).toMatchObject({ caption: 'low', details: { sampleRate: 8000 } })
    expect(text('page')).toContain('<b>bold</b>')
    expect(JSON.parse(text('table'))).toMatchObject({
      columns: [{ name: 'x' }, { name: 'y' }],
      rows: [
        [1, 'a'],
        [2, 'b'],
      ],
    })
    expect(text('word')).toBe('hello')
    expect(byKey['cloud']!.items[0]!.details).toMatchObject({ format: 'ply' })

    function text(key: string): string {
      return Buffer.from(folder.blobs.get(byKey[key]!.items[0]!.blob.sha256)).toString()
    }
  })

  it('takes over output, samples of the machine, alerts, what only the summary has, and the end', () => {
    const lines = folder.records(runId, 'console').map(({ stream, line, text }) => [stream, line, text])
    expect(lines).toEqual(
      expect.arrayContaining([
        ['stdout', 0, 'to stdout'],
        ['stderr', 0, 'to stderr'],
      ]),
    )
    expect(folder.records(runId, 'system')[0]!.values).toHaveProperty(['cpu.percent'])
    expect(folder.records(runId, 'alert')).toMatchObject([{ title: 'look', text: 'at this', level: 'warning' }])
    expect(folder.points(runId, 'best')).toEqual([[5000, 0.9]])
    expect(folder.records(runId, 'end')).toMatchObject([{ state: 'failed', exitCode: 3 }])
  })

  it('takes over artifacts with their files', () => {
    const [artifact, ...others] = folder.records(runId, 'artifact')
    expect(others).toEqual([])
    expect(artifact).toMatchObject({
      name: 'classifier',
      type: 'model',
      description: 'small',
      metadata: { layers: 2 },
      aliases: expect.arrayContaining(['best', 'latest']) as string[],
      files: 2,
    })
    const manifest = Buffer.from(folder.blobs.get(artifact!.manifest.sha256)).toString()
    expect(manifest).toContain('weights.bin')
    expect(manifest).toContain('https://example.com/data')
  })

  it('tells nothing of where it was run and by whom', () => {
    const told = JSON.stringify(
      folder.records(runId, 'environment').map(({ sections }) => ({ ...sections, import: 0 })),
    )
    expect(told).toContain('"python":"CPython')
    expect(told).not.toContain('write_wandb')
    expect(told).not.toContain('writer_id')
  })

  it('adds nothing when it is imported again, by any of its paths', async () => {
    const [name] = readdirSync(join(folder.path, 'work/wandb')).filter(file => file.startsWith('offline-run'))
    for (const path of ['work', 'work/wandb', `work/wandb/${name}`, `work/wandb/${name}/run-abc123.wandb`])
      expect(await folder.import(path)).toMatchObject([{ runId, added: 0 }])
  })

  it('reads a log that grows, cut anywhere, as it reads the whole', async () => {
    const path = folder.write('growing/run-g.wandb', log.subarray(0, 10))
    await expect(folder.import('growing')).rejects.toThrow('Nothing in it is of a format')
    for (const length of [3000, 32_769, 40_000, 99_999, 200_001, log.length]) {
      writeFileSync(path, log.subarray(0, length))
      await folder.import('growing')
    }
    const [{ runId: grown } = { runId: '' }] = await folder.import('growing')
    expect(folder.points(grown, 'loss')).toEqual(folder.points(runId, 'loss'))
    expect(folder.records(grown, 'console').map(({ text }) => text)).toEqual(
      folder.records(runId, 'console').map(({ text }) => text),
    )
    expect(folder.records(grown, 'end').at(-1)).toMatchObject({ state: 'failed', exitCode: 3 })
  })

  it('loses one record to a damaged byte in it, and says where', async () => {
    const damaged = Buffer.from(log)
    const at = damaged.indexOf('"_timestamp"'.slice(1, -1), 60_000)
    damaged[at]! ^= 1
    folder.write('damaged/run-d.wandb', damaged)
    const [imported] = await folder.import('damaged')
    expect(imported!.problems[0]).toMatch(/^run-d\.wandb: a damaged record at byte \d+ was passed over$/)
    expect(folder.points(imported!.runId, 'loss').length).toBeGreaterThanOrEqual(ROWS - 1)
  })

  it('goes on with the next block where the framing itself is damaged', async () => {
    const damaged = Buffer.from(log)
    damaged.fill(0, 40_000, 50_000)
    folder.write('hole/run-h.wandb', damaged)
    const [imported] = await folder.import('hole')
    const points = folder.points(imported!.runId, 'loss')
    expect(imported!.problems.join()).toMatch(/damaged record at byte/)
    expect(points.at(-1)).toEqual([ROWS - 1, 1 / ROWS])
    expect(points.length).toBeGreaterThan(ROWS * 0.8)
  })

  it('says which media are gone, and keeps the rest', async () => {
    copyFileSync(logPath(), folder.write('bare/run-b.wandb', ''))
    const [imported] = await folder.import('bare')
    expect(imported!.problems).toEqual(expect.arrayContaining([expect.stringMatching(/^picture: .*media\/images/)]))
    expect(folder.points(imported!.runId, 'loss').length).toBe(ROWS)
  })

  it('is no run before its log says what it is, and none when it is something else', async () => {
    folder.write('other/a.wandb', 'not a log')
    await expect(folder.import('other')).rejects.toThrow('Nothing in it is of a format')
    truncateSync(folder.write('other/b.wandb', log.subarray(0, 7)), 7)
    await expect(folder.import('other')).rejects.toThrow('Nothing in it is of a format')
    rmSync(join(folder.path, 'other'), { recursive: true })
  })

  function logPath(): string {
    const [name] = readdirSync(join(folder.path, 'work/wandb')).filter(file => file.startsWith('offline-run'))
    return join(folder.path, 'work/wandb', name!, 'run-abc123.wandb')
  }
})
