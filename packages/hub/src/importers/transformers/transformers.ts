import { readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { PlainObject, RunRecord } from '@seetrain/core'
import { bornAt } from '../born-at.ts'
import type { ImportContext, Importer, Piece, Place, Source } from '../importer.ts'
import { parsePythonJson } from '../python-json.ts'
import { RowReader, type Row } from '../table/row-reader.ts'

const STATE = 'trainer_state.json'
const CHECKPOINT = /^checkpoint-(\d+)$/
/** Of the state, what is a fact about the run rather than a setting of its loop. */
const FACTS = ['best_metric', 'best_model_checkpoint', 'total_flos', 'max_steps', 'num_train_epochs']

/** The output folder of a Transformers `Trainer`: its state lies in it or in its checkpoints, each with all that was logged. */
export const transformersImporter: Importer = {
  format: 'transformers',
  takes: 'the output folder of a Transformers Trainer, or a trainer_state.json',
  find(place) {
    const checkpoints = checkpointsOf(place)
    if (checkpoints.length === 0 && !place.files.includes(STATE)) return []
    return [
      {
        path: place.path,
        name: basename(place.path),
        createdAt: bornAt(place.path),
        isTimeGuessed: true,
        files: place.files.includes(STATE) ? [STATE] : [],
        folders: checkpoints,
        read: (position, context) => readStates(place, position, context),
      } satisfies Source,
    ]
  },
}

function checkpointsOf({ path, folders }: Place): string[] {
  return folders
    .filter(name => CHECKPOINT.test(name) && statSync(join(path, name, STATE), { throwIfNoEntry: false })?.isFile())
    .sort((a, b) => stepOf(a) - stepOf(b))
}

function stepOf(checkpoint: string): number {
  return Number(CHECKPOINT.exec(checkpoint)?.[1] ?? 0)
}

interface TrainerState {
  log_history?: Row[]
  [name: string]: unknown
}

function* readStates(place: Place, from: PlainObject, context: ImportContext): Generator<Piece> {
  const names = checkpointsOf(place).map(checkpoint => join(checkpoint, STATE))
  const paths = [...names, ...(place.files.includes(STATE) ? [STATE] : [])].map(name => join(place.path, name))
  // the newest holds all that the others do
  const path = paths.reduce((newest, next) => (changedAt(next) >= changedAt(newest) ? next : newest))
  const state = parsePythonJson(readFileSync(path, 'utf8')) as TrainerState | undefined
  const known = Number(from['entries'] ?? 0)
  if (!Array.isArray(state?.log_history)) return context.onProblem(`${path} is no state of a Trainer, or not whole yet`)
  const { log_history: history } = state
  if (history.length < known)
    context.onProblem(`${path} holds less than what was imported before: a new training needs a folder of its own`)
  if (history.length <= known) return
  yield { records: recordsOf(state, history.slice(known), changedAt(path)), position: { entries: history.length } }
}

function recordsOf(state: TrainerState, entries: readonly Row[], time: number): RunRecord[] {
  const rows = new RowReader({ fallbackTime: time, keyOf, onText() {} })
  const facts = FACTS.flatMap(name => ((state[name] ?? null) === null ? [] : [[name, state[name]]]))
  const set = { trainer_state: Object.fromEntries(facts) as PlainObject }
  return [...entries.flatMap(entry => rows.read(entry)), { kind: 'config', time, set }]
}

// as the integration names them
function keyOf(name: string): string {
  return name.startsWith('eval_') || name.startsWith('test_') ? name.replace('_', '/') : `train/${name}`
}

function changedAt(path: string): number {
  return Math.floor(statSync(path).mtimeMs)
}
