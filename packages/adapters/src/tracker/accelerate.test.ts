import { join } from 'node:path'
import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { runFolderPerTest } from '../../../../test/fixtures/run-folder-per-test.ts'
import { AccelerateIntegration, definition } from './accelerate.ts'

const PIXELS = { data: new Uint8Array(12), shape: [2, 2, 3] }

describeIntegration('accelerate', {
  definition,
  calls: {
    store_init_configuration: [{ lr: 0.01, model: { layers: 2 } }],
    log: [{ loss: 0.5, 'eval/acc': 1 }, 3],
    log_images: [{ samples: PIXELS }, 3],
    log_table: ['predictions', ['x', 'y'], [[1, 2]], undefined, 3],
    log_figure: [PIXELS, 'figure', 3],
    log_artifact: [__filename],
    log_artifacts: [join(__dirname, '..', 'text'), 'code'],
    finish: [],
  },
  refused: {
    store_init_configuration: { args: ['lr=1'], field: 'values' },
    log: { args: [{ loss: 1 }, 'three'], field: 'step' },
    log_images: { args: [[]], field: 'values' },
    log_table: { args: ['', ['x']], field: 'name' },
  },
})

describe('accelerate', () => {
  const runs = runFolderPerTest()

  test('trap 24: strings become text, whatever their name; nested values flatten; NaN and infinities stay apart; null is refused and counted', async () => {
    const { run, tracker } = track()
    tracker.log({ image_note: 'a cat', gan: { d: NaN, g: Infinity }, low: -Infinity, missing: null }, 0)
    const records = await runs().records(run)
    expect(records.filter(record => record.kind === 'media')).toMatchObject([
      { key: 'image_note', type: 'text', step: 0 },
    ])
    const points = records.flatMap(record => (record.kind === 'metric' ? [[record.key, record.value]] : []))
    expect(points).toEqual([
      ['gan/d', NaN],
      ['gan/g', Infinity],
      ['low', -Infinity],
    ])
    expect(run.stats().rejected).toBe(1)
  })

  test('a list of pictures is one entry; a dataframe is a table', async () => {
    const { run, tracker } = track()
    tracker.logImages({ grid: [PIXELS, PIXELS] }, 1)
    tracker.logTable(
      'frame',
      undefined,
      undefined,
      [
        { x: 1, y: 'a' },
        { x: 2, y: 'b' },
      ],
      1,
    )
    const media = (await runs().records(run)).filter(record => record.kind === 'media')
    expect(media.map(({ key, items }) => [key, items.length])).toEqual([
      ['grid', 2],
      ['frame', 1],
    ])
    expect(media[1]?.items[0]?.details).toMatchObject({ rows: 2 })
  })

  test('functions and live objects among the configuration become their names', () => {
    const { run, tracker } = track()
    class Dataset {
      rows = [[1], [2]]
    }
    tracker.storeInitConfiguration({ lr: 1, activation: Math.tanh, data: new Dataset() })
    expect(run.config).toMatchObject({ lr: 1, activation: 'tanh', data: 'Dataset' })
  })

  function track() {
    const integration = new AccelerateIntegration(runs().open())
    return { run: integration.run, tracker: integration.getTracker() }
  }
})
