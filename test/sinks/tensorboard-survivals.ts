import type { ReadRuns, ReadTag } from '../peers/tensorboard/event-accumulator.ts'
import { decodeGif } from '../media/decode-gif.ts'
import { decodePng } from '../media/decode-png.ts'
import { SENT } from './every-kind-run.ts'
import { digestOf, type Survival } from './round-trip.ts'

/** What TensorBoard's own EventAccumulator finds of the run with every kind of record. */
export function tensorboardSurvivals(runs: ReadRuns, digests: Digests): Survival[] {
  const [main, pass] = [runOf(runs, /^[^/]+$/), runOf(runs, /pass-2$/)]
  return [
    ...numbers(main, pass),
    ...words(main),
    ...pictures(main, digests),
    ...otherMedia(main, digests),
    ...rest(main),
  ]
}

type Digests = ReadonlyMap<string, readonly string[]>
type Tags = { [tag: string]: ReadTag }

function numbers(main: Tags, pass: Tags): Survival[] {
  const losses = main['loss']!.values
  return [
    {
      what: 'metric values',
      verdict: '32 bits are shown, all 64 are in the file',
      check() {
        expect(losses.map(({ exact }) => exact)).toEqual([0.5, 'NaN', 'Infinity', '-Infinity', 0.1 + 0.2])
        expect(losses.map(({ value }) => value)).toEqual([0.5, 'NaN', 'Infinity', '-Infinity', Math.fround(0.1 + 0.2)])
      },
    },
    { what: 'steps', verdict: 'exact', check: () => expect(losses.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4]) },
    {
      what: 'steps that fall or repeat',
      verdict: 'exact, in the folder `pass-2`',
      check: () =>
        expect(points(pass['loss']!)).toEqual([
          [2, 0.25],
          [3, 0.125],
        ]),
    },
    { what: 'times', verdict: 'exact', check: () => expect(losses.every(({ time }) => time > 1.7e12)).toBe(true) },
    {
      what: 'epochs',
      verdict: 'exact, as the metric `epoch`',
      check: () =>
        expect(points(main['epoch']!)).toEqual([
          [0, 0],
          [1, 0],
          [2, 1],
          [3, 1],
          [4, 2],
        ]),
    },
    {
      what: 'definitions of metrics',
      verdict: 'as the description of the tag',
      check() {
        expect(main['loss']!.description).toBe('loss, minimize, summary: min')
        expect(main['val/acc']!.description).toBe('maximize, summary: max, over epoch')
      },
    },
    { what: 'summary', verdict: '— (TensorBoard computes its own)' },
    {
      what: 'system metrics',
      verdict: 'exact, as `system/…` over seconds',
      check: () => expect(main['system/memory.total_bytes']!.values[0]!.exact).toBeGreaterThan(1e6),
    },
  ]
}

function words(main: Tags): Survival[] {
  const info = main['_hparams_/session_start_info']!.content as { sessionStartInfo: { hparams: object } }
  const facts = new Map(main['run']!.values.at(-1)!.value as [string, string][])
  return [
    {
      what: 'config: numbers, strings, booleans',
      verdict: 'exact, as hyperparameters; members as `optimizer/name`',
      check: () =>
        expect(info.sessionStartInfo.hparams).toMatchObject({
          lr: 1e-3,
          'optimizer/name': 'adam',
          'optimizer/amsgrad': false,
        }),
    },
    {
      what: 'config: lists, null',
      verdict: 'as JSON',
      check: () => expect(info.sessionStartInfo.hparams).toMatchObject({ layers: '[64,10]', seed: 'null' }),
    },
    {
      what: 'name, description, notes, group, job type, tags',
      verdict: 'exact, as the text `run`',
      check() {
        expect(Object.fromEntries(facts)).toMatchObject({
          name: 'every kind',
          description: 'One of each',
          group: 'trips',
        })
        expect(Object.fromEntries(facts)).toMatchObject({ jobType: 'train', tags: 'test, sinks' })
      },
    },
    { what: 'later edits of these', verdict: 'exact', check: () => expect(facts.get('notes')).toBe('Looked closely') },
    {
      what: 'end state',
      verdict: 'exact; killed counts as failed',
      check: () =>
        expect(main['_hparams_/session_end_info']!.content).toMatchObject({
          sessionEndInfo: { status: 'STATUS_SUCCESS' },
        }),
    },
    { what: 'exit code', verdict: '—' },
  ]
}

function pictures(main: Tags, digests: Digests): Survival[] {
  const expectBytes = (key: string): void => expect(blobs(main[key]!).map(digestOf)).toEqual(digests.get(key))
  return [
    {
      what: 'image',
      verdict: 'exact, byte by byte',
      check: () => expectBytes('picture'),
    },
    { what: 'list of images', verdict: 'exact, byte by byte', check: () => expectBytes('batch') },
    {
      what: 'captions',
      verdict: 'exact, as the text `<key>/caption`',
      check() {
        expect(only(main['picture/caption']!)).toEqual(['four pixels'])
        expect(only(main['tone/caption']!)).toEqual(['a tone'])
      },
    },
    {
      what: 'masks of an image',
      verdict: 'as an image of class ids',
      check: () => expect([...decodePng(blobs(main['picture/masks/truth']!)[0]!).pixels]).toEqual([0, 1, 1, 0]),
    },
    {
      what: 'boxes of an image',
      verdict: 'as JSON in a text',
      check: () => expect(only(main['picture/boxes']!)).toEqual([expect.stringContaining('"score": 0.9')]),
    },
    {
      what: 'video: frames',
      verdict: 'exact, as an animated GIF',
      check() {
        expectBytes('film')
        expect(decodeGif(blobs(main['film']!)[0]!).frames).toHaveLength(2)
      },
    },
    {
      what: 'points in space',
      verdict: 'exact, with colours; boxes are left out',
      check() {
        expect(only(main['points_VERTEX']!)).toEqual([SENT.points.map(point => point.slice(0, 3))])
        expect(only(main['points_COLOR']!)).toEqual([SENT.points.map(point => point.slice(3))])
      },
    },
    {
      what: 'surfaces: OBJ, STL',
      verdict: 'vertices and triangles',
      check() {
        expect(only(main['triangle_VERTEX']!)).toEqual([
          [
            [0, 0, 0],
            [1, 0, 0],
            [0, 1, 0],
          ],
        ])
        expect(only(main['triangle_FACE']!)).toEqual([[[0, 1, 2]]])
      },
    },
  ]
}

function otherMedia(main: Tags, digests: Digests): Survival[] {
  const curve = only(main['pr']!) as number[][]
  return [
    {
      what: 'audio',
      verdict: 'exact, byte by byte',
      check: () => expect(blobs(main['tone']!).map(digestOf)).toEqual(digests.get('tone')),
    },
    { what: 'text', verdict: 'exact', check: () => expect(only(main['sample']!)).toEqual([SENT.text]) },
    {
      what: 'histogram',
      verdict: 'exact',
      check: () =>
        expect(only(main['weights']!)).toEqual([
          [0, 10, 5],
          [10, 20, 9],
          [20, 40, 2],
        ]),
    },
    {
      what: 'table',
      verdict: 'as a table of texts, the first 1000 rows',
      check: () =>
        expect(only(main['rows']!)).toEqual([
          ['id', 'word', 'ok', 'picture'],
          ['1', 'a', 'true', expect.stringContaining('"type":"image"')],
          ['NaN', '', 'false', ''],
        ]),
    },
    {
      what: 'plot: precision and recall',
      verdict: 'as a PR curve of 127 thresholds, and as JSON',
      check() {
        expect([curve[4]![0], curve[5]![0]]).toEqual([0.5, 1])
        expect([curve[4]![100], curve[5]![100]]).toEqual([1, 0.5])
        expect(only(main['pr/plot']!)).toEqual([expect.stringContaining('vega-lite')])
      },
    },
    {
      what: 'plot: lines, bars, points, matrix',
      verdict: 'as JSON in a text',
      check: () => expect(only(main['lines']!)).toEqual([expect.stringContaining('"title":"Two"')]),
    },
    {
      what: 'plot: Plotly',
      verdict: 'as JSON in a text',
      check: () => expect(only(main['figure']!)).toEqual([expect.stringContaining('"type":"bar"')]),
    },
    {
      what: 'plot: other specifications',
      verdict: 'as JSON in a text',
      check: () => expect(only(main['echarts']!)).toEqual([expect.stringContaining('"pie"')]),
    },
    { what: 'HTML', verdict: 'as text', check: () => expect(only(main['page']!)).toEqual([SENT.html]) },
    { what: 'molecule', verdict: 'as text', check: () => expect(only(main['ligand']!)).toEqual([SENT.molecule]) },
  ]
}

function rest(main: Tags): Survival[] {
  return [
    {
      what: 'artifact: files',
      verdict: '— (their list with sizes and digests is a text)',
      check: () =>
        expect(only(main['artifacts/weights']!)).toEqual([expect.stringContaining('"path": "net/weights.bin"')]),
    },
    {
      what: 'artifact: references, aliases, metadata',
      verdict: 'as JSON in a text',
      check() {
        const [text] = only(main['artifacts/weights']!) as string[]
        for (const part of ['https://example.org/data.csv', '"best"', '"epochs": 2', '"the best"'])
          expect(text).toContain(part)
      },
    },
    {
      what: 'alert',
      verdict: 'as a text',
      check: () => expect(only(main['alerts']!)).toEqual(['**warning: Loss is not finite** (step 1)\n\nat step 1']),
    },
    {
      what: 'environment',
      verdict: 'as JSON in a text',
      check: () => expect(only(main['environment']!)).toEqual([expect.stringContaining('"processors"')]),
    },
    { what: 'console', verdict: '— (TensorBoard keeps ten texts of a tag)' },
    { what: 'spans of traces', verdict: '—' },
    { what: 'lineage', verdict: '—' },
  ]
}

function runOf(runs: ReadRuns, name: RegExp): Tags {
  return Object.entries(runs).find(([run]) => name.test(run))?.[1] ?? {}
}

function points({ values }: ReadTag): unknown[] {
  return values.map(({ step, exact }) => [step, exact])
}

function only({ values }: ReadTag): unknown {
  expect(values).toHaveLength(1)
  return values[0]!.value
}

function blobs(tag: ReadTag): Buffer[] {
  return (only(tag) as unknown[]).flat().flatMap(cell => {
    const { base64 } = Object(cell) as { base64?: string }
    return base64 === undefined ? [] : [Buffer.from(base64, 'base64')]
  })
}
