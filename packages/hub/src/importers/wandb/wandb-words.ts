import type { Message } from '../protobuf-message.ts'
import type { ConfigRecord, DefinitionRecord, EditRecord, PlainObject, RunRecord, SummaryRule } from '@seetrain/core'
import { isObject, type Item, itemsOf, nestItems } from './wandb-record.ts'

/** What the record of the run itself says: its name and words, and the config that it began with. */
export function runRecords(message: Message, time: number): RunRecord[] {
  const words = {
    name: message.text(8),
    group: message.text(6),
    jobType: message.text(7),
    notes: message.text(9),
  }
  const given = Object.fromEntries(Object.entries(words).filter(([, text]) => text !== ''))
  const tags = message.texts(10)
  const edit: EditRecord = { kind: 'edit', time, ...given, ...(tags.length > 0 && { tags }) }
  const isEmpty = Object.keys(edit).length === 2
  return [...(isEmpty ? [] : [edit]), ...configRecords(message.message(4), time)]
}

export function configRecords(message: Message, time: number): ConfigRecord[] {
  const set = nestItems(itemsOf(message, 1).filter(isOfUser)) as PlainObject
  const unset = itemsOf(message, 2)
    .filter(isOfUser)
    .map(({ path }) => path)
  if (Object.keys(set).length === 0 && unset.length === 0) return []
  return [{ kind: 'config', time, set, ...(unset.length > 0 && { unset }) }]
}

// what the client keeps about itself
function isOfUser({ path }: Item): boolean {
  return path.length > 0 && path[0] !== '_wandb'
}

const RULES: readonly (readonly [field: number, rule: SummaryRule])[] = [
  [4, 'best'],
  [1, 'min'],
  [2, 'max'],
  [3, 'mean'],
  [5, 'last'],
  [6, 'none'],
]

/** How a metric is to be read. Names with a star stand for many and are told apart when those are logged. */
export function definitionRecords(message: Message, time: number): DefinitionRecord[] {
  const key = message.text(1) || message.text(2)
  if (key === '' || key.startsWith('_')) return []
  const stepKey = message.text(4)
  const rules = message.message(7)
  const summary = RULES.find(([field]) => rules.integer(field) !== 0)?.[1]
  const goal = message.integer(8)
  return [
    {
      kind: 'definition',
      time,
      key,
      ...(stepKey !== '' && !stepKey.startsWith('_') && { stepKey }),
      ...(summary !== undefined && { summary }),
      ...(goal !== 0 && { goal: goal === 1 ? 'minimize' : 'maximize' }),
    },
  ]
}

/** What is told of the machine, without paths, addresses and names of people. */
export function environmentRecords(message: Message, time: number): RunRecord[] {
  const texts = { os: message.text(1), python: message.text(2), host: message.text(12), gpu: message.text(18) }
  const counts = { cpus: message.integer(16), gpus: message.integer(19) }
  const git = { remote: message.message(9).text(1), commit: message.message(9).text(2) }
  const wandb = Object.fromEntries(Object.entries({ ...texts, ...counts }).filter(([, value]) => Boolean(value)))
  const sections: PlainObject = {
    ...(Object.keys(wandb).length > 0 && { wandb }),
    ...(git.commit !== '' && { git }),
  }
  return Object.keys(sections).length === 0 ? [] : [{ kind: 'environment', time, sections }]
}

/** The numbers in a value, by their key: members of an object hang on with a slash. */
export function* numbersIn(key: string, value: unknown): Generator<[key: string, value: number]> {
  if (typeof value === 'number') yield [key, value]
  else if (typeof value === 'boolean') yield [key, Number(value)]
  else if (isObject(value))
    for (const [name, member] of Object.entries(value)) yield* numbersIn(`${key}/${name}`, member)
}
