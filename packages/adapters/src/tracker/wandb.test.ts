import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { captureDiag } from '@seetrain/core/testing'
import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import { definition, WandbIntegration, type WandbTracker } from './wandb.ts'

const PICTURE = join(__dirname, '../../../../docs/screenshots/charts.png')

describeIntegration('wandb', {
  definition,
  calls: {
    init: [{ name: 'brave-1', project: 'p', tags: ['a'], job_type: 'train', config: { lr: 0.1 }, reinit: true }],
    config_update: [{ epochs: 3 }],
    define_metric: ['val/loss', { step_metric: 'epoch', summary: 'min' }],
    watch: ['Linear(2, 1)'],
    log: [
      { loss: 1, nested: { acc: 0.5 }, note: 'hi', image: { _type: 'image-file', path: PICTURE, caption: 'c' } },
      3,
    ],
    summary_update: [{ best: 0.5, where: 'here' }],
    alert: ['slow', 'very', 'WARN'],
    save: [__filename],
    log_artifact: [{ name: 'data', type: 'rows', files: [{ path: __filename, name: 'rows.ts' }], aliases: ['best'] }],
    use_artifact: ['data:best'],
    log_model: [__filename, 'net'],
    finish: [0],
  },
  refused: {
    log: { args: [7], field: 'data' },
    define_metric: { args: [''], field: 'name' },
    finish: { args: ['0'], field: 'exit_code' },
  },
})

describe('wandb', () => {
  let runs: RunFolder
  let integration: WandbIntegration
  let wandb: WandbTracker
  let release: () => void

  beforeEach(() => {
    release = captureDiag(() => {})
    runs = new RunFolder()
    integration = new WandbIntegration(runs.open())
    wandb = integration.getTracker()
  })

  afterEach(async () => {
    release()
    await runs.close()
  })

  test("steps are W&B's: each call one further, commit: false stays, a given step is kept", async () => {
    wandb.log({ a: 0 })
    wandb.log({ a: 1 }, { commit: false })
    wandb.log({ b: 1 })
    wandb.log({ a: 2 })
    wandb.log({ a: 7 }, 7)
    wandb.log({ b: 7, _step: 99, _runtime: 1, _timestamp: 2 }, { step: 7, commit: true })
    wandb.log({ a: 8 })
    expect(await runs.points(integration.run, 'a')).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
      [7, 7],
      [8, 8],
    ])
    expect(await runs.points(integration.run, 'b')).toEqual([
      [1, 1],
      [7, 7],
    ])
    expect(await runs.points(integration.run, '_step')).toEqual([])
  })

  test('a definition with a star is that of each metric that begins so', async () => {
    wandb.defineMetric('val/*', { summary: 'min', step_metric: 'epoch' })
    for (const loss of [3, 1, 2]) wandb.log({ val: { loss }, loss })
    expect(integration.run.summary).toMatchObject({ 'val/loss': 1, loss: 2 })
    const definitions = (await runs.records(integration.run)).filter(record => record.kind === 'definition')
    expect(definitions).toMatchObject([{ key: 'val/loss', summary: 'min', stepKey: 'epoch' }])
  })

  test('config and summary are live, and have an update', () => {
    wandb.init({ config: { lr: 1, net: { act: Math.tanh } } })
    wandb.config['batchSize'] = 32
    wandb.config.update({ lr: 2 })
    wandb.summary['best'] = 0.5
    wandb.summary.update({ f1: 0.25, note: 'good' })
    expect(integration.run.config).toMatchObject({
      lr: 2,
      batchSize: 32,
      net: { act: 'tanh' },
      summary: { note: 'good' },
    })
    expect([wandb.summary['best'], wandb.summary['f1']]).toEqual([0.5, 0.25])
  })

  test('its media classes are media of the run', async () => {
    const table = new wandb.Table({ columns: ['x', 'y'] })
    table.addData(0, 1)
    table.addData(1, 3)
    wandb.log({
      image: new wandb.Image(
        { data: new Uint8Array(12), shape: [2, 2, 3] },
        {
          caption: 'two cats',
          boxes: {
            predictions: {
              box_data: [
                {
                  position: { minX: 0, maxX: 1, minY: 0, maxY: 1 },
                  domain: 'pixel',
                  class_id: 1,
                  scores: { acc: 0.5 },
                },
              ],
              class_labels: { 1: 'cat' },
            },
          },
          masks: {
            truth: {
              mask_data: [
                [0, 1],
                [1, 0],
              ],
              class_labels: { 1: 'cat' },
            },
          },
        },
      ),
      images: [new wandb.Image(PICTURE), new wandb.Image(PICTURE)],
      audio: new wandb.Audio(new Float32Array(8), { sampleRate: 8000 }),
      video: new wandb.Video({ data: new Uint8Array(24), shape: [2, 3, 2, 2] }, { fps: 2 }),
      table,
      histogram: new wandb.Histogram(null, {
        npHistogram: [
          [1, 2],
          [0, 1, 2],
        ],
      }),
      html: new wandb.Html('<b>hi</b>'),
      cloud: new wandb.Object3D([
        [0, 0, 0],
        [1, 1, 1],
      ]),
      line: wandb.plot.line(table, 'x', 'y', 'A line'),
      bars: wandb.plot.bar(table, 'x', 'y'),
      dots: wandb.plot.scatter(table, 'x', 'y'),
      counts: wandb.plot.histogram(table, 'y'),
      lines: wandb.plot.lineSeries(
        [0, 1],
        [
          [1, 2],
          [3, 4],
        ],
        { keys: ['a', 'b'] },
      ),
      confusion: wandb.plot.confusionMatrix({ yTrue: [0, 1], preds: [0, 0], classNames: ['cat', 'dog'] }),
      pr: wandb.plot.prCurve([0, 1], [0.1, 0.9]),
      roc: wandb.plot.rocCurve([0, 1], [0.1, 0.9]),
    })
    const media = (await runs.records(integration.run)).filter(record => record.kind === 'media')
    expect(media.map(({ key, type, items }) => [key, type, items.length])).toEqual([
      ['image', 'image', 1],
      ['images', 'image', 2],
      ['audio', 'audio', 1],
      ['video', 'video', 1],
      ['table', 'table', 1],
      ['histogram', 'histogram', 1],
      ['html', 'html', 1],
      ['cloud', 'object3d', 1],
      ...['line', 'bars', 'dots'].map(key => [key, 'plot', 1]),
      ['counts', 'histogram', 1],
      ...['lines', 'confusion', 'pr', 'roc'].map(key => [key, 'plot', 1]),
    ])
    expect(media[0]?.items[0]).toMatchObject({
      caption: 'two cats',
      details: { boxes: { predictions: { boxes: [{ maxX: 1, classId: 1, score: 0.5 }], classes: { 1: 'cat' } } } },
    })
    expect(integration.run.stats().rejected).toBe(0)
  })

  test("media as W&B's history has them are read from their files", async () => {
    const path = (name: string, text: string) => {
      writeFileSync(join(runs.dir, name), text)
      return join(runs.dir, name)
    }
    wandb.log({
      images: {
        _type: 'images/separated',
        root: join(PICTURE, '..'),
        filenames: ['charts.png', 'runs.png'],
        captions: ['a', 'b'],
      },
      histogram: { _type: 'histogram', values: [1, 2], bins: [0, 1, 2] },
      table: { _type: 'table-file', path: path('t.json', '{"columns":["x"],"data":[[1],[2]]}') },
      plotly: { _type: 'plotly-file', path: path('p.json', '{"data":[{"y":[1]}],"layout":{}}') },
      html: { _type: 'html-file', path: path('h.html', '<p>hi</p>') },
    })
    const media = (await runs.records(integration.run)).filter(record => record.kind === 'media')
    expect(media.map(({ key, type, items }) => [key, type, items.length])).toEqual([
      ['images', 'image', 2],
      ['histogram', 'histogram', 1],
      ['table', 'table', 1],
      ['plotly', 'plot', 1],
      ['html', 'html', 1],
    ])
  })

  test('artifacts: any type, folders, aliases; the version comes back', () => {
    const artifact = new wandb.Artifact('rows', 'dataset', { metadata: { rows: 2 } }).addFile(__filename, 'a.ts')
    expect(wandb.logArtifact(artifact, ['best'])).toMatchObject({
      version: 'v0',
      aliases: expect.arrayContaining(['best']),
    })
    expect(new wandb.Artifact('x', 'whatever')).toMatchObject({ type: 'custom', metadata: { type: 'whatever' } })
    wandb.useArtifact('rows:best')
    expect(integration.getStats().failures).toBe(0)
  })

  test.each([
    [0, 'finished'],
    [1, 'failed'],
    [undefined, 'finished'],
  ])('trap 25: finish(%p) ends the run as %s', async (exitCode, state) => {
    await wandb.finish(exitCode)
    expect(integration.run.state).toBe(state)
  })

  test('alerts come by words or as an object', async () => {
    wandb.alert({ title: 'low', text: 'accuracy', level: 'ERROR' })
    wandb.alert('note')
    const alerts = (await runs.records(integration.run)).filter(record => record.kind === 'alert')
    expect(alerts).toMatchObject([
      { title: 'low', text: 'accuracy', level: 'error' },
      { title: 'note', level: 'info' },
    ])
  })
})
