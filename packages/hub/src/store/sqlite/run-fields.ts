import type { MetricValue, RunField, RunFieldName } from '../run-query.ts'
import type { Cell } from './database.ts'

/** A field of a run as SQL: what it is as a number and as a text, where it can be that. The run is `r`. */
export interface FieldSql {
  number?: string
  text?: string
  /** For the question marks of one of them. */
  cells: Cell[]
}

export const STATE = "CASE WHEN r.state = 'running' AND NOT r.alive THEN 'killed' ELSE r.state END"
export const ENDED = "CASE WHEN r.state <> 'running' THEN r.ended WHEN r.alive THEN NULL ELSE r.updated END"

const RUN_FIELDS: Readonly<Record<RunFieldName, Omit<FieldSql, 'cells'>>> = {
  id: { text: 'r.id' },
  project: { text: 'r.project' },
  name: { text: 'r.name' },
  state: { text: STATE },
  group: { text: 'r.run_group' },
  jobType: { text: 'r.job_type' },
  description: { text: 'r.description' },
  notes: { text: 'r.notes' },
  createdAt: { number: 'r.created' },
  endedAt: { number: ENDED },
  updatedAt: { number: 'r.updated' },
  duration: { number: `coalesce(${ENDED}, r.updated) - r.created` },
}

const OF_KEY = "FROM series s WHERE s.run = r.number AND s.source = 'metric' AND s.key = ?"
// of several writers the one that logged last; of equals the one that is told last
const LATEST = "ORDER BY s.last_time DESC, s.writer = 'main', s.writer DESC LIMIT 1"

const METRIC_VALUES: Readonly<Record<Exclude<MetricValue, 'summary'>, string>> = {
  count: `(SELECT sum(s.points) ${OF_KEY})`,
  min: `(SELECT min(s.least) ${OF_KEY})`,
  max: `(SELECT max(s.greatest) ${OF_KEY})`,
  // a total that is NaN is kept as NULL, which sums pass over
  mean: `(SELECT CASE WHEN count(s.total) = count(*) THEN sum(s.total) / sum(s.numbers) END ${OF_KEY})`,
  last: `(SELECT s.last ${OF_KEY} ${LATEST})`,
  lastStep: `(SELECT s.last_step ${OF_KEY} ${LATEST})`,
}

const SUMMARY = `(SELECT CASE coalesce((SELECT rule FROM definition d WHERE d.run = r.number AND d.key = k.key), 'last')
  WHEN 'last' THEN ${METRIC_VALUES.last} WHEN 'min' THEN ${METRIC_VALUES.min} WHEN 'max' THEN ${METRIC_VALUES.max}
  WHEN 'mean' THEN ${METRIC_VALUES.mean}
  WHEN 'best' THEN CASE (SELECT goal FROM definition d WHERE d.run = r.number AND d.key = k.key)
    WHEN 'minimize' THEN ${METRIC_VALUES.min} ELSE ${METRIC_VALUES.max} END
  END FROM (SELECT ? AS key) k)`.replaceAll('s.key = ?', 's.key = k.key')

export function fieldSql(field: Exclude<RunField, { of: 'tag' }>): FieldSql {
  switch (field.of) {
    case 'run':
      return { ...RUN_FIELDS[field.name], cells: [] }
    case 'config': {
      const part = 'FROM config c WHERE c.run = r.number AND c.path = ?'
      return { number: `(SELECT c.number ${part})`, text: `(SELECT c.text ${part})`, cells: [field.path] }
    }
    case 'metric':
      return { number: field.value === 'summary' ? SUMMARY : METRIC_VALUES[field.value], cells: [field.key] }
  }
}
