import { decodePng } from '../media/decode-png.ts'
import type { Uploaded } from '../peers/wandb/stand-in-server.ts'
import { parsePython } from '../peers/wandb/wandb-records.ts'
import { SENT } from './every-kind-run.ts'
import { digestOf, type Survival } from './round-trip.ts'

/** What a server has of the run with every kind of record after `wandb sync` uploaded it. */
export function wandbSurvivals(uploaded: Uploaded, digests: ReadonlyMap<string, readonly string[]>): Survival[] {
  const arrived = new Arrived(uploaded, digests)
  return [...numbers(arrived), ...words(arrived), ...pictures(arrived), ...otherMedia(arrived), ...rest(arrived)]
}

type Value = { [member: string]: unknown }

/** The uploaded run, read as the server would. */
class Arrived {
  readonly uploaded: Uploaded
  readonly rows: Value[]
  readonly config: Value
  readonly run: Value
  readonly #digests: ReadonlyMap<string, readonly string[]>

  constructor(uploaded: Uploaded, digests: ReadonlyMap<string, readonly string[]>) {
    this.uploaded = uploaded
    this.#digests = digests
    this.rows = (uploaded.streams['wandb-history.jsonl'] ?? []).map(readLine)
    this.run = uploaded.operations.get('UpsertBucket')!.reduce((all, one) => ({ ...all, ...given(one) }), {})
    this.config = JSON.parse(this.run['config'] as string) as Value
  }

  /** The value of a key in the one row that has it, and the step that it was logged at. */
  logged(key: string): { value: unknown; step: unknown } {
    const rows = this.rows.filter(row => key in row)
    expect(rows).toHaveLength(1)
    return { value: rows[0]![key], step: rows[0]![`_seetrain_step/${key}`] ?? rows[0]!['_step'] }
  }

  /** The bytes of the file that a value names. */
  file(key: string): Buffer {
    const { path } = this.logged(key).value as { path: string }
    return this.bytes(path)
  }

  bytes(path: string): Buffer {
    const found = this.uploaded.files.get(path)
    if (found === undefined)
      throw new Error(`${path} was not uploaded, but ${[...this.uploaded.files.keys()].join(', ')}`)
    return found
  }

  /** The files of a value hold what was logged under its key. */
  expectBytes(key: string, paths = [(this.logged(key).value as { path: string }).path]): void {
    expect(paths.map(path => digestOf(this.bytes(path)))).toEqual(this.#digests.get(key))
  }

  text(path: string): string {
    return this.bytes(path).toString()
  }
}

function numbers(arrived: Arrived): Survival[] {
  const losses = arrived.rows.filter(row => 'loss' in row)
  const first = losses.slice(0, 5)
  const last = losses.slice(5)
  const metrics = (arrived.config['_wandb'] as { value: { m: Value[] } }).value.m
  const summary = readLine(arrived.text('wandb-summary.json'))
  return [
    {
      what: 'metric values',
      verdict: 'exact',
      check: () => expect(first.map(row => row['loss'])).toEqual(SENT.losses),
    },
    { what: 'steps', verdict: 'exact', check: () => expect(first.map(row => row['_step'])).toEqual([0, 1, 2, 3, 4]) },
    {
      what: 'steps that fall or repeat',
      verdict: 'in the next rows; exact as `_seetrain_step/<key>`',
      check() {
        expect(last.map(row => [row['_seetrain_step/loss'], row['loss']])).toEqual([
          [2, 0.25],
          [3, 0.125],
        ])
        expect(arrived.rows.map(row => row['_step'])).toEqual([0, 1, 2, 3, 4, 5, 6])
      },
    },
    {
      what: 'times',
      verdict: 'exact, one for a row',
      check: () => expect(first.every(row => Number(row['_timestamp']) > 1.7e9)).toBe(true),
    },
    {
      what: 'epochs',
      verdict: 'exact, as the metric `epoch`',
      check: () => expect(first.map(row => row['epoch'])).toEqual([0, 0, 1, 1, 2]),
    },
    {
      what: 'definitions of metrics',
      verdict: 'axis, summary and goal exact; kind and metadata are left out',
      // the client's numbers: 1 name, 5 axis, 7 summaries (1 min, 2 max), 8 goal (1 minimize, 2 maximize)
      check: () =>
        expect(metrics).toEqual(
          expect.arrayContaining([
            expect.objectContaining({ 1: 'loss', 7: [1], 8: 1 }),
            expect.objectContaining({ 1: 'val/acc', 7: [2], 8: 2 }),
          ]),
        ),
    },
    {
      what: 'summary',
      verdict: 'exact',
      check: () =>
        expect(summary).toMatchObject({ loss: { min: -Infinity }, 'val/acc': { max: 0.75 }, sample: SENT.text }),
    },
    {
      what: 'system metrics',
      verdict: "exact; where W&B has the same measure, under W&B's name",
      check() {
        const samples = arrived.uploaded.streams['wandb-events.jsonl']!.map(readLine)
        expect(samples[0]).toMatchObject({ 'system.memory_percent': expect.any(Number) })
        expect(samples[0]).toMatchObject({ 'system.process.rss_bytes': expect.any(Number) })
      },
    },
  ]
}

function words({ config, run, uploaded }: Arrived): Survival[] {
  return [
    {
      what: 'config: numbers, strings, booleans',
      verdict: 'exact',
      check() {
        expect(config['lr']).toEqual({ value: 1e-3 })
        expect(config['optimizer']).toEqual({ value: { name: 'adam', amsgrad: false } })
      },
    },
    {
      what: 'config: lists, null',
      verdict: 'exact',
      check: () => expect([config['layers'], config['seed']]).toEqual([{ value: [64, 10] }, { value: null }]),
    },
    {
      what: 'name, description, notes, group, job type, tags',
      verdict: 'exact; the description stands above the notes',
      check() {
        expect(run).toMatchObject({
          displayName: 'every kind',
          groupName: 'trips',
          jobType: 'train',
          tags: ['test', 'sinks'],
        })
        expect(uploaded.operations.get('UpsertBucket')![0]).toMatchObject({ notes: 'One of each\n\nLook closely' })
      },
    },
    {
      what: 'later edits of these',
      verdict: 'exact',
      check: () => expect(run['notes']).toBe('One of each\n\nLooked closely'),
    },
    { what: 'end state', verdict: 'as the exit code', check: () => expect(uploaded.exitCode).toBe(0) },
    { what: 'exit code', verdict: 'exact', check: () => expect(uploaded.exitCode).toBe(0) },
  ]
}

function pictures(arrived: Arrived): Survival[] {
  const picture = arrived.logged('picture').value as Value
  const named = (overlay: string, name: string): string =>
    (picture[overlay] as { [name: string]: { path: string } })[name]!.path
  return [
    {
      what: 'image',
      verdict: 'exact, byte by byte',
      check() {
        expect(picture).toMatchObject({ _type: 'image-file', width: 2, height: 2, format: 'png' })
        arrived.expectBytes('picture')
      },
    },
    {
      what: 'list of images',
      verdict: 'exact, byte by byte',
      check() {
        const { filenames, ...batch } = arrived.logged('batch').value as { filenames: string[] }
        expect(batch).toMatchObject({ _type: 'images/separated', count: 2 })
        arrived.expectBytes('batch', filenames)
      },
    },
    {
      what: 'captions',
      verdict: 'exact; of tables, plots, histograms and texts as `<key>/caption`',
      check() {
        expect(picture['caption']).toBe('four pixels')
        expect(arrived.logged('tone').value).toMatchObject({ caption: 'a tone' })
      },
    },
    {
      what: 'masks of an image',
      verdict: 'exact',
      check: () => expect([...decodePng(arrived.bytes(named('masks', 'truth'))).pixels]).toEqual([0, 1, 1, 0]),
    },
    {
      what: 'boxes of an image',
      verdict: 'exact',
      check: () =>
        expect(JSON.parse(arrived.text(named('boxes', 'found')))).toEqual({
          box_data: [{ position: { minX: 0, maxX: 1, minY: 0, maxY: 0.5 }, class_id: 1, scores: { score: 0.9 } }],
          class_labels: { 0: 'background', 1: 'cat' },
        }),
    },
    {
      what: 'video: frames',
      verdict: 'exact, byte by byte',
      check: () => arrived.expectBytes('film'),
    },
    {
      what: 'points in space',
      verdict: 'exact, with colours, labels and boxes',
      check() {
        const cloud = JSON.parse(arrived.file('points').toString()) as { boxes: Value[] }
        expect(cloud).toMatchObject({ type: 'lidar/beta', points: SENT.points })
        expect(cloud.boxes[0]).toMatchObject({
          label: 'all',
          corners: expect.arrayContaining([
            [1, 1, 1],
            [-1, -1, -1],
          ]),
        })
      },
    },
    {
      what: 'surfaces: OBJ, STL',
      verdict: 'exact, byte by byte',
      check: () => expect(arrived.file('triangle').toString()).toBe(SENT.obj),
    },
  ]
}

function otherMedia(arrived: Arrived): Survival[] {
  const chart = (key: string): Value =>
    ((arrived.config['_wandb'] as { value: { visualize: Value } }).value.visualize[key] as { panel_config: Value })
      .panel_config
  const table = (key: string): { columns: string[]; data: unknown[][] } =>
    JSON.parse(arrived.file(key).toString()) as { columns: string[]; data: unknown[][] }
  return [
    {
      what: 'audio',
      verdict: 'exact, byte by byte',
      check: () => arrived.expectBytes('tone'),
    },
    {
      what: 'text',
      verdict: 'exact',
      check: () => expect(arrived.logged('sample')).toEqual({ value: SENT.text, step: 1 }),
    },
    {
      what: 'histogram',
      verdict: 'exact',
      check: () =>
        expect(arrived.logged('weights').value).toEqual({
          _type: 'histogram',
          values: [5, 9, 2],
          bins: [0, 10, 20, 40],
        }),
    },
    {
      what: 'table',
      verdict: 'exact; pictures in their cells',
      check() {
        const { columns, data } = table('rows')
        expect(columns).toEqual(['id', 'word', 'ok', 'picture'])
        expect(data).toEqual([
          [1, 'a', true, expect.objectContaining({ _type: 'image-file' })],
          ['NaN', null, false, null],
        ])
        expect([...arrived.uploaded.files.keys()]).toContainEqual(
          expect.stringMatching(/^artifact\/run-\w+-rows\/rows\.table\.json$/),
        )
      },
    },
    {
      what: 'plot: precision and recall',
      verdict: "exact, as W&B's chart of the kind",
      check() {
        expect(chart('pr')).toMatchObject({ panelDefId: 'wandb/area-under-curve/v0' })
        expect(table('pr_table').data[0]).toEqual(['positive', 0, 1])
      },
    },
    {
      what: 'plot: lines, bars, points, matrix',
      verdict: "exact, as W&B's chart of the kind",
      check() {
        expect(chart('lines')).toMatchObject({ panelDefId: 'wandb/lineseries/v0', stringSettings: { title: 'Two' } })
        expect(table('lines_table').data).toEqual([
          [0, 'a', 1],
          [1, 'a', 2],
          [0, 'b', 2],
          [1, 'b', 1],
        ])
      },
    },
    {
      what: 'plot: Plotly',
      verdict: 'exact',
      check: () => expect(JSON.parse(arrived.file('figure').toString())).toMatchObject({ data: [{ type: 'bar' }] }),
    },
    {
      what: 'plot: other specifications',
      verdict: 'as JSON in a page',
      check: () => expect(arrived.file('echarts').toString()).toContain('"pie"'),
    },
    {
      what: 'HTML',
      verdict: 'exact, byte by byte',
      check: () => expect(arrived.file('page').toString()).toBe(SENT.html),
    },
    {
      what: 'molecule',
      verdict: 'PDB, SDF and MOL exact; others as text',
      check: () => expect(arrived.file('ligand').toString()).toBe(SENT.molecule),
    },
  ]
}

function rest(arrived: Arrived): Survival[] {
  const { operations, files, streams } = arrived.uploaded
  return [
    {
      what: 'artifact: files',
      verdict: 'exact, byte by byte',
      check: () => expect([...files.get('artifact/weights/net/weights.bin')!]).toEqual([1, 2, 3]),
    },
    {
      what: 'artifact: references, aliases, metadata',
      verdict: 'exact; our version in the metadata',
      check() {
        const input = operations
          .get('CreateArtifact')!
          .map(one => one['input'] as Value)
          .find(one => one['artifactCollectionName'] === 'weights')!
        expect(input).toMatchObject({ description: 'the best', artifactTypeName: 'model' })
        expect(JSON.stringify(input['aliases'])).toContain('"best"')
        expect(JSON.parse(input['metadata'] as string)).toMatchObject({ epochs: 2, seetrain_version: 'v0' })
        expect(files.get('manifest/weights')!.toString()).toContain('https://example.org/data.csv')
      },
    },
    {
      what: 'alert',
      verdict: 'exact; without its step',
      check: () =>
        expect(operations.get('NotifyScriptableRunAlert')![0]).toMatchObject({
          title: 'Loss is not finite',
          text: 'at step 1',
          severity: 'WARN',
        }),
    },
    {
      what: 'environment',
      verdict: 'git, packages, hardware; all of it as `environment.json`',
      check() {
        expect(JSON.parse(arrived.text('wandb-metadata.json'))).toMatchObject({
          os: expect.any(String),
          memory: expect.anything(),
        })
        expect(JSON.parse(arrived.text('environment.json'))).toMatchObject({ host: { processors: expect.any(Number) } })
        expect(arrived.text('environment.json')).not.toContain('hostname')
      },
    },
    { what: 'console', verdict: 'exact', check: () => expect(streams['output.log']!.join('\n')).toContain(SENT.line) },
    { what: 'spans of traces', verdict: '— (W&B keeps them in Weave: use the sink `otlp`)' },
    { what: 'lineage', verdict: '— (only a server knows the artifacts that were used)' },
  ]
}

function given(variables: Value): Value {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== null))
}

function readLine(line: string): Value {
  return parsePython(line) as Value
}
