import { mkdirSync } from 'node:fs'
import { JournalWriter, nodeFileSystem, randomIdSource, runFolder, systemClock, type PlainObject } from '@seetrain/core'

export interface RunPlan {
  /** The folder `.seetrain`. */
  home: string
  id: string
  keys: readonly string[]
  steps: number
  value: (step: number, key: number) => number
  config?: PlainObject
  tags?: string[]
}

const FIRST_TIME = 1.7e12

/** A finished run as its program would have left it: one journal. */
export function writeRun({ home, id, keys, steps, value, config = {}, tags = [] }: RunPlan): void {
  const journal = openJournal(runFolder(home, id))
  const writer = { id: 'main', host: 'here', pid: 1, thread: 0 }
  const words = { project: 'bench', name: id, tags, version: '0' }
  journal.record({ kind: 'open', time: FIRST_TIME, runId: id, createdAt: FIRST_TIME, writer, resumed: false, ...words })
  journal.record({ kind: 'config', time: FIRST_TIME, set: config })
  const ids = keys.map(key => journal.keyId(key))
  let time = FIRST_TIME
  for (let step = 0; step < steps; step++) {
    // the jitter of a real loop
    time += 1 + Math.floor(Math.random() * 3)
    for (const [index, keyId] of ids.entries()) journal.point(keyId, step, value(step, index), time, NaN)
    journal.settle(Date.now())
  }
  journal.record({ kind: 'end', time: time + 1, state: 'finished', dropped: 0 })
  journal.close()
}

function openJournal(folder: string): JournalWriter {
  mkdirSync(folder, { recursive: true })
  return new JournalWriter({
    folder,
    thread: 0,
    durability: 'buffered',
    segmentBytes: 1e9,
    clock: systemClock,
    fileSystem: nodeFileSystem,
    ids: randomIdSource,
  })
}
