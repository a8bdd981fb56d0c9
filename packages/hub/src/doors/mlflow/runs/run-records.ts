import type { EditRecord, Plain, PlainObject, RunRecord } from '@seetrain/core'
import type { RunState } from '../state/mlflow-state.ts'
import type { Texts } from '../wire/key-values.ts'

const SYSTEM = 'mlflow.'
export const RUN_NAME_TAG = 'mlflow.runName'
export const LOGGED_MODELS_TAG = 'mlflow.log-model.history'
const NOTE_TAG = 'mlflow.note.content'
const PARENT_TAG = 'mlflow.parentRunId'
const AUTOLOG_TAG = 'mlflow.autologging'
/** Members of a config that mean something of their own. */
const RESERVED: readonly string[] = ['mlflow', 'frameworks']
const LONGEST_TAG = 100

/** What of a run its words are made of. */
export type WordedRun = Pick<RunState, 'experiment' | 'name' | 'user' | 'tags'>

/** The first records of a run. */
export function openingRecords(run: WordedRun, time: number): RunRecord[] {
  return [
    {
      kind: 'config',
      time,
      set: {
        frameworks: frameworksOf(run.tags),
        mlflow: { experiment_id: run.experiment, ...(run.user !== '' && { user: run.user }) },
      },
    },
    ...tagRecords(run, run.tags, time),
  ]
}

/**
 * A parameter is a member of the config, as the number, the boolean or the null that its text spells. MLflow's clients
 * get the text as they sent it.
 */
export function paramRecords(params: Texts, time: number): RunRecord[] {
  const set: PlainObject = {}
  const reserved: PlainObject = {}
  for (const [key, text] of Object.entries(params)) {
    if (RESERVED.includes(key)) reserved[key] = typed(text)
    else define(set, key, typed(text))
  }
  if (Object.keys(reserved).length > 0) set['mlflow'] = { params: reserved }
  return Object.keys(set).length === 0 ? [] : [{ kind: 'config', time, set }]
}

/**
 * What tags say: the name, the notes and the parent are the run's own words; the others are `mlflow.tags` of the config,
 * and those of the user's own are tags too.
 */
export function tagRecords(run: WordedRun, changed: Texts, time: number): RunRecord[] {
  const shown: PlainObject = {}
  for (const [key, value] of Object.entries(changed)) if (key !== LOGGED_MODELS_TAG) define(shown, key, value)
  const records: RunRecord[] = [editOf(run, time)]
  if (Object.keys(shown).length > 0) records.push({ kind: 'config', time, set: { mlflow: { tags: shown } } })
  if (changed[AUTOLOG_TAG] !== undefined)
    records.push({ kind: 'config', time, set: { frameworks: frameworksOf(run.tags) } })
  return records
}

export function tagRemoval(run: WordedRun, key: string, time: number): RunRecord[] {
  return [editOf(run, time), { kind: 'config', time, set: {}, unset: [['mlflow', 'tags', key]] }]
}

export function deletionRecord(deleted: boolean, time: number): RunRecord {
  return { kind: 'edit', time, deleted }
}

function editOf({ name, tags }: WordedRun, time: number): EditRecord {
  const notes = tags[NOTE_TAG]
  const group = tags[PARENT_TAG]
  return {
    kind: 'edit',
    time,
    name,
    tags: userTags(tags),
    ...(notes !== undefined && { notes }),
    ...(group !== undefined && { group }),
  }
}

/** `key:value`, or the key alone where the value says no more than that it is there. */
function userTags(tags: Texts): string[] {
  return Object.entries(tags)
    .filter(([key]) => !key.startsWith(SYSTEM))
    .map(([key, value]) => (/^(?:true)?$/i.test(value) ? key : `${key}:${value}`).slice(0, LONGEST_TAG))
}

function frameworksOf(tags: Texts): string[] {
  const autologged = tags[AUTOLOG_TAG]
  return autologged === undefined ? ['mlflow'] : ['mlflow', autologged]
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
const WORDS: { readonly [word: string]: Plain } = { True: true, False: false, true: true, false: false, None: null }

function typed(text: string): Plain {
  if (Object.hasOwn(WORDS, text)) return WORDS[text]!
  const number = Number(text)
  // an id of many digits stays a text
  const isNumber =
    NUMBER.test(text) && Number.isFinite(number) && (!/^[+-]?\d+$/.test(text) || Number.isSafeInteger(number))
  return isNumber ? number : text
}

// `__proto__` is a key like others
function define(target: PlainObject, key: string, value: Plain): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}
