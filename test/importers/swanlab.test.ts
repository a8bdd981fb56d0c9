import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { absentPeer, pythonPeer } from '../peers/python-peer.ts'
import { describeWhen } from '../skip.ts'
import { ImportFolder } from './import-folder.ts'

const python = pythonPeer('swanlab')
const folder = new ImportFolder()
afterAll(() => folder.remove())

describeWhen(python !== undefined, absentPeer('swanlab'))('a run that SwanLab wrote offline', () => {
  let runId: string
  let path: string

  beforeAll(async () => {
    mkdirSync(join(folder.path, 'work'))
    execFileSync(python!, [join(__dirname, 'write_swanlab.py'), join(folder.path, 'work')], { stdio: 'ignore' })
    const imported = await folder.import('work')
    expect(imported).toMatchObject([{ name: 'one', project: 'letters', format: 'swanlab', problems: [] }])
    ;({ runId, path } = imported[0]!)
  }, 120_000)

  it('gives every number its step, NaN and the infinities too', () => {
    const steps = Array.from({ length: 1500 }, (_, step) => step)
    expect(folder.points(runId, 'loss')).toEqual(steps.map(step => [step, 1 / (step + 1)]))
    expect(folder.points(runId, 'val/acc')).toEqual(steps.map(step => [step, step]))
    expect(folder.points(runId, 'odd')).toEqual([
      [2000, Number.NaN],
      [2001, Infinity],
      [2002, -Infinity],
    ])
  })

  it('takes over words, config, output, texts and the end', () => {
    expect(folder.records(runId, 'edit')).toMatchObject([
      { name: 'one', description: 'two layers', group: 'seeds', tags: ['a'] },
    ])
    expect(folder.records(runId, 'config')[0]!.set).toEqual({ lr: 0.1, opt: { name: 'adam' } })
    expect(folder.records(runId, 'console').map(({ text }) => text)).toContain('to stdout')
    const [words] = folder.records(runId, 'media')
    expect(words).toMatchObject({ key: 'words', step: 2002, type: 'text', items: [{ caption: 'said' }] })
    expect(Buffer.from(folder.blobs.get(words!.items[0]!.blob.sha256)).toString()).toBe('größe')
    expect(folder.records(runId, 'end')).toMatchObject([{ state: 'finished' }])
  })

  it('reads a log that grows as it reads the whole', async () => {
    const log = readFileSync(path)
    for (const length of [2000, 32_768, 70_001, log.length]) {
      mkdirSync(join(folder.path, 'growing'), { recursive: true })
      writeFileSync(join(folder.path, 'growing/run-g.swanlab'), log.subarray(0, length))
      await folder.import('growing')
    }
    const [grown] = await folder.import('growing')
    expect(folder.points(grown!.runId, 'loss')).toEqual(folder.points(runId, 'loss'))
    expect(folder.records(grown!.runId, 'end').at(-1)!.state).toBe('finished')
  })
})
