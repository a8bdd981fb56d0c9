import { decodePng } from '../media/decode-png.ts'
import type { ReadRun } from '../peers/mlflow/mlflow-server.ts'
import { SENT } from './every-kind-run.ts'
import { digestOf, type Survival } from './round-trip.ts'

/** What MLflow's own client reads of the run with every kind of record, and of the run above it. */
export function mlflowSurvivals(runs: readonly ReadRun[], digests: ReadonlyMap<string, readonly string[]>): Survival[] {
  const run = runs.find(({ tags }) => 'seetrain.run_id' in tags)!
  const parent = runs.find(one => one !== run)!
  const arrived = new Arrived(run, digests)
  return [...numbers(run), ...words(run, parent), ...pictures(arrived), ...otherMedia(arrived), ...rest(arrived)]
}

class Arrived {
  readonly run: ReadRun
  readonly #digests: ReadonlyMap<string, readonly string[]>

  constructor(run: ReadRun, digests: ReadonlyMap<string, readonly string[]>) {
    this.run = run
    this.#digests = digests
  }

  bytes(path: string): Buffer {
    const found = this.run.files[path]
    if (found === undefined) throw new Error(`there is no ${path}, but ${Object.keys(this.run.files).join(', ')}`)
    return Buffer.from(found, 'base64')
  }

  text(path: string): string {
    return this.bytes(path).toString()
  }

  json(path: string): unknown {
    return JSON.parse(this.text(path))
  }

  /** Files whose path is like this hold what was logged under a key, whatever their order. */
  expectBytes(key: string, like: RegExp): void {
    const paths = Object.keys(this.run.files).filter(path => like.test(path))
    expect(paths.map(path => digestOf(this.bytes(path))).sort()).toEqual([...this.#digests.get(key)!].sort())
  }

  /** The files beside a picture with this ending, such as its masks. */
  parts(ending: string): Buffer[] {
    const paths = Object.keys(this.run.files).filter(path => path.includes('.parts/') && path.endsWith(ending))
    return paths.map(path => this.bytes(path))
  }
}

function numbers({ metrics, tags }: ReadRun): Survival[] {
  const losses = metrics['loss']!
  const at = (step: number): (string | number)[] =>
    losses.flatMap(([value, where]) => (where === step ? [value] : [])).sort((a, b) => Number(a) - Number(b))
  const definition = (key: string): unknown => JSON.parse(tags[`seetrain.metric/${key}`]!)
  return [
    {
      what: 'metric values',
      verdict: 'exact, `NaN` too; `Infinity` as the largest number',
      check() {
        expect([at(0), at(1), at(4)]).toEqual([[0.5], ['nan'], [0.1 + 0.2]])
        expect([at(2), at(3)]).toEqual([
          [0.25, Number.MAX_VALUE],
          [-Number.MAX_VALUE, 0.125],
        ])
      },
    },
    {
      what: 'steps',
      verdict: 'exact',
      check: () => expect(metrics['val/acc']).toEqual([[0.75, 4, expect.any(Number)]]),
    },
    {
      what: 'steps that fall or repeat',
      verdict: 'exact, in the order of time',
      check: () => expect(losses.map(([, step]) => step)).toHaveLength(7),
    },
    {
      what: 'times',
      verdict: 'exact',
      check: () => expect(losses.every(([, , time]) => time > 1.7e12)).toBe(true),
    },
    {
      what: 'epochs',
      verdict: 'exact, as the metric `epoch`',
      check: () =>
        expect(new Set(metrics['epoch']!.map(([value, step]) => `${step}:${value}`))).toEqual(
          new Set(['0:0', '1:0', '2:1', '3:1', '4:2']),
        ),
    },
    {
      what: 'definitions of metrics',
      verdict: 'exact, as JSON in a tag',
      check() {
        expect(definition('loss')).toEqual({ summary: 'min', goal: 'minimize', metricKind: 'loss' })
        expect(definition('val/acc')).toMatchObject({ stepKey: 'epoch', summary: 'max', goal: 'maximize' })
      },
    },
    { what: 'summary', verdict: '— (MLflow shows the last value)' },
    {
      what: 'system metrics',
      verdict: 'exact, as `system/…` over seconds',
      check: () => expect(metrics).toMatchObject({ 'system/memory.percent': expect.anything() }),
    },
  ]
}

function words({ name, params, tags, status, startTime, endTime }: ReadRun, parent: ReadRun): Survival[] {
  return [
    {
      what: 'config: numbers, strings, booleans',
      verdict: 'exact, as parameters; members as `optimizer/name`',
      check: () =>
        expect(params).toMatchObject({ lr: '0.001', 'optimizer/name': 'adam', 'optimizer/amsgrad': 'false' }),
    },
    {
      what: 'config: lists, null',
      verdict: 'as JSON',
      check: () => expect(params).toMatchObject({ layers: '[64,10]', seed: 'null' }),
    },
    {
      what: 'name, description, notes, group, job type, tags',
      verdict: 'exact; the group as the parent run; the description stands above the notes',
      check() {
        expect(name).toBe('every kind')
        expect(tags).toMatchObject({
          'seetrain.group': 'trips',
          'seetrain.job_type': 'train',
          test: 'true',
          sinks: 'true',
        })
        expect(tags['mlflow.parentRunId']).toBe(parent.id)
        expect(parent).toMatchObject({ name: 'trips', status: 'FINISHED' })
      },
    },
    {
      what: 'later edits of these',
      verdict: 'exact',
      check: () => expect(tags['mlflow.note.content']).toBe('One of each\n\nLooked closely'),
    },
    {
      what: 'end state',
      verdict: 'exact',
      check() {
        expect(status).toBe('FINISHED')
        expect(endTime).toBeGreaterThanOrEqual(startTime)
      },
    },
    { what: 'exit code', verdict: 'exact, as a tag', check: () => expect(tags['seetrain.exit_code']).toBe('0') },
  ]
}

function pictures(arrived: Arrived): Survival[] {
  const about = (): { items: { [member: string]: unknown }[] } =>
    arrived.json('media/image/picture/step-1.about.json') as { items: { [member: string]: unknown }[] }
  return [
    {
      what: 'image',
      verdict: 'exact, byte by byte; in the image grid',
      check() {
        arrived.expectBytes('picture', /^images\/picture\+step\+1\+timestamp\+\d+\+[\da-f-]{36}\.png$/)
        arrived.expectBytes('picture', /^images\/picture\+.*\+compressed\.png$/)
        expect(arrived.run.tags['mlflow.loggedImages']).toBe('True')
      },
    },
    {
      what: 'list of images',
      verdict: 'exact, byte by byte; in the image grid',
      check: () => arrived.expectBytes('batch', /^images\/batch\+step\+1\+timestamp\+\d+\+[\da-f-]{36}\.png$/),
    },
    {
      what: 'captions',
      verdict: 'exact, in a file beside',
      check() {
        expect(about().items[0]).toMatchObject({ caption: 'four pixels' })
        expect(arrived.json('media/audio/tone/step-1.about.json')).toMatchObject({ items: [{ caption: 'a tone' }] })
      },
    },
    {
      what: 'masks of an image',
      verdict: 'exact, in a file beside',
      check: () => expect(arrived.parts('.png').map(mask => [...decodePng(mask).pixels])).toEqual([[0, 1, 1, 0]]),
    },
    {
      what: 'boxes of an image',
      verdict: 'exact, in a file beside',
      check: () => expect(JSON.stringify(about().items[0])).toContain('"score":0.9'),
    },
    {
      what: 'video: frames',
      verdict: 'exact, byte by byte',
      check: () => arrived.expectBytes('film', /^media\/video\/film\/step-1\.gif$/),
    },
    {
      what: 'points in space',
      verdict: 'exact, byte by byte, as PLY; boxes in a file beside',
      check() {
        arrived.expectBytes('points', /^media\/object3d\/points\/step-1\.ply$/)
        expect(arrived.text('media/object3d/points/step-1.about.json')).toContain('"all"')
      },
    },
    {
      what: 'surfaces: OBJ, STL',
      verdict: 'exact, byte by byte',
      check: () => expect(arrived.text('media/object3d/triangle/step-1.obj')).toBe(SENT.obj),
    },
  ]
}

function otherMedia(arrived: Arrived): Survival[] {
  const plot = (key: string): void => arrived.expectBytes(key, new RegExp(`^media/plot/${key}/step-1\\.json$`))
  return [
    {
      what: 'audio',
      verdict: 'exact, byte by byte',
      check: () => arrived.expectBytes('tone', /^media\/audio\/tone\/step-1\.wav$/),
    },
    {
      what: 'text',
      verdict: 'exact',
      check: () => expect(arrived.text('media/text/sample/step-1.txt')).toBe(SENT.text),
    },
    {
      what: 'histogram',
      verdict: 'exact, as JSON in a file',
      check: () => arrived.expectBytes('weights', /^media\/histogram\/weights\/step-1\.json$/),
    },
    {
      what: 'table',
      verdict: 'exact, for `load_table`; pictures in their cells',
      check() {
        expect(arrived.run.tables['tables/rows/step-1.json']).toMatchObject([
          { id: 1, word: 'a', ok: true, picture: { type: 'image' } },
          // pandas reads the word NaN as none
          { id: null, word: null, ok: false, picture: null },
        ])
        expect(arrived.text('tables/rows/step-1.json')).toContain('"NaN"')
      },
    },
    { what: 'plot: precision and recall', verdict: 'exact, as JSON in a file', check: () => plot('pr') },
    { what: 'plot: lines, bars, points, matrix', verdict: 'exact, as JSON in a file', check: () => plot('lines') },
    { what: 'plot: Plotly', verdict: 'exact, as JSON in a file', check: () => plot('figure') },
    { what: 'plot: other specifications', verdict: 'exact, as JSON in a file', check: () => plot('echarts') },
    {
      what: 'HTML',
      verdict: 'exact, byte by byte',
      check: () => expect(arrived.text('media/html/page/step-1.html')).toBe(SENT.html),
    },
    {
      what: 'molecule',
      verdict: 'exact, byte by byte',
      check: () => expect(arrived.text('media/molecule/ligand/step-1.pdb')).toBe(SENT.molecule),
    },
  ]
}

function rest(arrived: Arrived): Survival[] {
  const { tags, models, traces } = arrived.run
  return [
    {
      what: 'artifact: files',
      verdict: 'exact, byte by byte; models in the registry when asked for',
      check() {
        expect([...arrived.bytes('artifacts/weights/v0/net/weights.bin')]).toEqual([1, 2, 3])
        expect(models).toMatchObject([{ name: 'weights', aliases: ['best'] }])
      },
    },
    {
      what: 'artifact: references, aliases, metadata',
      verdict: 'exact, as JSON in a file',
      check: () =>
        expect(arrived.json('artifacts/weights/v0.json')).toMatchObject({
          description: 'the best',
          metadata: { epochs: 2 },
          aliases: expect.arrayContaining(['best']) as string[],
          entries: [
            { path: 'data.csv', reference: 'https://example.org/data.csv' },
            { path: 'net/weights.bin', size: 3 },
          ],
        }),
    },
    {
      what: 'alert',
      verdict: 'as a tag, without its step',
      check: () =>
        expect(Object.entries(tags).filter(([tag]) => tag.startsWith('seetrain.alert/'))).toEqual([
          [expect.stringMatching(/\d+ Loss is not finite$/), 'warning: at step 1'],
        ]),
    },
    {
      what: 'environment',
      verdict: 'exact, as JSON in files; program and commit as the source',
      check() {
        expect(arrived.json('environment/host.json')).toMatchObject({ processors: expect.any(Number) as number })
        expect(tags['mlflow.source.name']).toMatch(/every-kind\.ts$/)
      },
    },
    { what: 'console', verdict: 'exact', check: () => expect(arrived.text('console/main.log')).toContain(SENT.line) },
    {
      what: 'spans of traces',
      verdict: 'exact, as traces of MLflow',
      check: () => expect(traces).toMatchObject([{ id: `tr-${'0'.repeat(31)}1`, spans: ['chat'] }]),
    },
    { what: 'lineage', verdict: 'used artifacts as tags' },
  ]
}
