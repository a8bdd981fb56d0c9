import { HEADER_BYTES, readTransactionLog } from '../transaction-log.ts'
import { decodeWandbRecord, type Item, itemsOf, nestItems } from './wandb-record.ts'
import { numbersIn } from './wandb-words.ts'

/** Numbers that a user wrote into a run's summary, and that no row of the history has. */
export function* summaryExtras(path: string): Generator<[key: string, value: number]> {
  const logged = new Set<string>()
  const summary = new Map<string, Item>()
  for (const { bytes } of readTransactionLog(path, HEADER_BYTES, () => {})) {
    const { kind, message } = decodeWandbRecord(bytes) ?? {}
    if (kind === 'history') for (const item of itemsOf(message!, 1)) logged.add(item.path[0] ?? '')
    if (kind !== 'summary') continue
    for (const item of itemsOf(message!, 1)) summary.set(item.path.join('/'), item)
    for (const item of itemsOf(message!, 2)) summary.delete(item.path.join('/'))
  }
  const own = [...summary.values()].filter(({ path: [name = '_'] }) => !logged.has(name) && !name.startsWith('_'))
  for (const [key, value] of Object.entries(nestItems(own))) yield* numbersIn(key, value)
}
