import { Artifact, InvalidArgumentError, withSession, type InitOptions, type Run } from '@seetrain/core'
import { score } from '../trace/score.ts'
import { recordable } from '../trace/recordable.ts'
import type { Span } from '../trace/span.ts'
import { trace } from '../trace/trace.ts'
import { meanScores, type EvaluatedRow, type Evaluation } from './evaluation.ts'

export interface Example<Input, Expected> {
  /** Names the example over several evaluations. Default: its place. */
  id?: string
  input: Input
  expected?: Expected
}

export interface Dataset<Input, Expected> {
  name: string
  examples: readonly Example<Input, Expected>[]
}

export interface Judged<Input, Output, Expected> {
  input: Input
  output: Output
  expected: Expected | undefined
}

export type Scorer<Input, Output, Expected> = (
  judged: Judged<Input, Output, Expected>,
) => number | boolean | Promise<number | boolean>

export interface EvaluateOptions<Input, Output, Expected> extends InitOptions {
  dataset: Dataset<Input, Expected>
  task: (input: Input) => Output | Promise<Output>
  scorers: { readonly [name: string]: Scorer<Input, Output, Expected> }
  /** Examples at once. Default: 4. */
  concurrency?: number
}

/**
 * Runs a task over a dataset and judges each output. The evaluation is a run of its own: the dataset as an artifact, a
 * trace per example, a metric per scorer, a table of all rows. A task or a scorer that fails costs its own row alone.
 */
export async function evaluate<Input, Output, Expected>(
  options: EvaluateOptions<Input, Output, Expected>,
): Promise<Evaluation> {
  const { dataset, task, scorers, concurrency = 4, ...runOptions } = options
  checkDataset(dataset)
  const config = { ...runOptions.config, dataset: dataset.name, scorers: Object.keys(scorers) }
  return withSession({ jobType: 'evaluation', ...runOptions, config }, async run => {
    keepDataset(run, dataset)
    for (const name of Object.keys(scorers)) run.defineMetric(`score/${name}`, { summary: 'mean' })
    const rows = await inTurns(dataset.examples, concurrency, (example, index) =>
      oneRow(example, { id: example.id ?? String(index), index, run, task, scorers }),
    )
    const columns = ['id', 'input', 'expected', 'output', 'error', ...Object.keys(scorers)]
    run.logTable('evaluation', { columns, rows: rows.map(row => cells(row, Object.keys(scorers))) })
    return { runId: run.id, rows, scores: meanScores(rows) }
  })
}

interface RowWork<Input, Output, Expected> extends Pick<EvaluateOptions<Input, Output, Expected>, 'task' | 'scorers'> {
  id: string
  index: number
  run: Run
}

function oneRow<Input, Output, Expected>(
  { input, expected }: Example<Input, Expected>,
  work: RowWork<Input, Output, Expected>,
): Promise<EvaluatedRow> {
  return trace(
    `example ${work.id}`,
    async span => {
      const row: EvaluatedRow = { id: work.id, input, expected, scores: {} }
      try {
        const output = await work.task(input)
        row.output = output
        await judge({ input, output, expected }, row, span, work)
      } catch (error) {
        row.error = String(error)
        span.end(error)
      }
      return row
    },
    { kind: 'evaluation', input },
  )
}

async function judge<Input, Output, Expected>(
  judged: Judged<Input, Output, Expected>,
  row: EvaluatedRow,
  span: Span,
  { scorers, run, index }: RowWork<Input, Output, Expected>,
): Promise<void> {
  for (const [name, scorer] of Object.entries(scorers)) {
    const value = Number(await scorer(judged))
    row.scores[name] = value
    score(span, name, value)
    run.log({ [`score/${name}`]: value }, { step: index })
  }
}

/** In the order of the examples, however long each takes. */
async function inTurns<In, Out>(
  items: readonly In[],
  atOnce: number,
  work: (item: In, index: number) => Promise<Out>,
): Promise<Out[]> {
  const results: Out[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++
      results[index] = await work(items[index]!, index)
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, worker))
  return results
}

function keepDataset<Input, Expected>(run: Run, { name, examples }: Dataset<Input, Expected>): void {
  const kept = recordable(examples)
  run.logArtifact(new Artifact(name, 'dataset').addObject(kept, 'examples.json'))
}

function cells(row: EvaluatedRow, scorers: string[]): unknown[] {
  const text = (value: unknown): string | null => {
    if (value === undefined) return null
    return typeof value === 'string' ? value : JSON.stringify(recordable(value))
  }
  const scores = scorers.map(name => row.scores[name] ?? null)
  return [row.id, text(row.input), text(row.expected), text(row.output), row.error ?? null, ...scores]
}

function checkDataset(dataset: unknown): void {
  const { name, examples } = Object(dataset) as Partial<Dataset<unknown, unknown>>
  if (typeof name !== 'string' || name === '')
    throw new InvalidArgumentError('dataset.name', name, 'Name the dataset; its versions are kept under this name.')
  if (!Array.isArray(examples) || examples.length === 0)
    throw new InvalidArgumentError('dataset.examples', examples, 'Pass a list of { input, expected }.')
}
