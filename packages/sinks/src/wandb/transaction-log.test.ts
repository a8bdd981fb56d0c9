import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFileSystem } from '@seetrain/core'
import { absentPeer, pythonPeer } from '../../../../test/peers/python-peer.ts'
import { readWandb } from '../../../../test/peers/wandb/wandb-records.ts'
import { describeWhen } from '../../../../test/skip.ts'
import { TransactionLog } from './transaction-log.ts'
import { encodeWandbRecord, outputRecord } from './wandb-records.ts'

const BLOCK = 32 * 1024

describeWhen(pythonPeer('wandb') !== undefined, absentPeer('wandb'))('TransactionLog', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seetrain-wandb-log-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const open = (bytes = 0): TransactionLog => new TransactionLog(join(folder, 'run.wandb'), bytes, nodeFileSystem)
  const add = (log: TransactionLog, number: number, text: string): void =>
    log.add(encodeWandbRecord(number, outputRecord(0, 'stdout', text)))
  const lines = async (): Promise<unknown[]> => (await readWandb(folder))['run.wandb']!.map(({ line }) => line)

  it('divides records at the ends of blocks, wherever they fall', async () => {
    const log = open()
    // each ends a little further into its block: within the last bytes too, where no header has room
    const sizes = Array.from({ length: 40 }, (_, i) => BLOCK - 60 + i).concat(0, 1, 3 * BLOCK, BLOCK * 2 - 7)
    const texts = sizes.map((size, i) => String.fromCharCode(97 + (i % 26)).repeat(size))
    for (const [index, text] of texts.entries()) add(log, index + 1, text)
    log.write()
    log.close()
    expect(await lines()).toEqual(texts.map(text => (text === '' ? undefined : text)))
  })

  it('goes on from where it was, and back to it', async () => {
    const first = open()
    add(first, 1, 'a')
    first.write()
    const { bytes } = first
    add(first, 2, 'lost')
    first.write()
    first.close()
    const second = open(bytes)
    add(second, 2, 'b')
    second.write()
    const kept = second.bytes
    add(second, 3, 'exit')
    second.write()
    second.rewind(kept)
    add(second, 3, 'c')
    second.write()
    second.close()
    expect(await lines()).toEqual(['a', 'b', 'c'])
  })
})
