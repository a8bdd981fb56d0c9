import type { MediaKey, MediaType } from '../api/wire.ts'
import { numberOf } from '../format/number-of.ts'

/** One key of one type, with the steps that each run has. */
export interface MediaPanelKey {
  key: string
  type: MediaType
  /** Steps of all runs, rising, each once. */
  steps: number[]
  byRun: Map<string, number[]>
}

/** What is looked at most comes first. */
const ORDER: MediaType[] = [
  'image',
  'plot',
  'histogram',
  'text',
  'audio',
  'video',
  'table',
  'object3d',
  'molecule',
  'html',
]

export function mediaPanels(keys: readonly MediaKey[]): MediaPanelKey[] {
  const panels = new Map<string, MediaPanelKey>()
  for (const { runId, key, type, steps } of keys) {
    const name = `${type} ${key}`
    const panel = panels.get(name) ?? { key, type, steps: [], byRun: new Map<string, number[]>() }
    const own = steps.map(numberOf)
    panel.byRun.set(runId, own)
    panel.steps = [...new Set([...panel.steps, ...own])].sort((a, b) => a - b)
    panels.set(name, panel)
  }
  const rank = ({ type }: MediaPanelKey) => ORDER.indexOf(type)
  return [...panels.values()].sort((a, b) => rank(a) - rank(b) || a.key.localeCompare(b.key, 'en', { numeric: true }))
}

/** The last of the rising steps that is not behind `step`; the first one when all are; the last without a step. */
export function stepAt(steps: readonly number[], step: number | undefined): number | undefined {
  if (step === undefined) return steps.at(-1)
  return steps.findLast(other => other <= step) ?? steps[0]
}
