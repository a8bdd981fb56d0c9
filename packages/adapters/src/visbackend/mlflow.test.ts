import { join } from 'node:path'
import { captureDiag } from '@seetrain/core/testing'
import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import { definition, MlflowIntegration, type MlflowBackend } from './mlflow.ts'

const PIXELS = { data: new Uint8Array(12), shape: [2, 2, 3], dtype: 'uint8' }
const FOLDER = join(__dirname, '..', 'text')

describeIntegration('mlflow', {
  definition,
  calls: {
    start_run: ['brave-fox', 'first try', { team: 'vision' }],
    set_tag: ['stage', 'dev'],
    set_tags: [{ 'mlflow.note.content': 'a note' }],
    log_param: ['lr', 0.1],
    log_params: [{ epochs: 3, layers: [1, 2] }],
    log_metric: ['loss', { data: Float64Array.of(0.5), shape: [], dtype: 'float64' }, 3, 1_700_000_000_000],
    log_metrics: [{ acc: 0.5, f1: 0.25 }, 3],
    log_text: ['hello', 'notes/readme.md'],
    log_dict: [{ a: 1 }, 'config.json'],
    log_image: [PIXELS, null, 'samples', 3],
    log_figure: [{ data: [{ y: [1] }], layout: {} }, 'figure.html'],
    log_table: [{ x: [1, 2] }, 'rows.json'],
    log_artifact: [__filename, 'code'],
    log_artifacts: [FOLDER],
    log_model: [FOLDER, 'net', { flavor: 'sklearn' }],
    log_input: [{ name: 'mnist', digest: 'abc' }, 'training'],
    end_run: ['FINISHED'],
  },
  refused: {
    log_metric: { args: ['', 1], field: 'key' },
    log_metrics: { args: [[1]], field: 'metrics' },
    log_text: { args: [7, 'a.txt'], field: 'text' },
  },
})

describe('mlflow', () => {
  let runs: RunFolder
  let integration: MlflowIntegration
  let mlflow: MlflowBackend
  let release: () => void

  beforeEach(() => {
    release = captureDiag(() => {})
    runs = new RunFolder()
    integration = new MlflowIntegration(runs.open())
    mlflow = integration.getBackend()
  })

  afterEach(async () => {
    release()
    await runs.close()
  })

  test("metrics keep step and time; names and notes are the run's; other tags stand in the config", async () => {
    mlflow.setTags({ 'mlflow.runName': 'swift-owl', 'mlflow.note.content': 'text', stage: 'dev' })
    mlflow.logMetric('loss', NaN, 0, 1_700_000_000_123)
    expect(integration.run.name).toBe('swift-owl')
    expect(integration.run.config['tags']).toEqual({ stage: 'dev' })
    const [metric] = (await runs.records(integration.run)).filter(record => record.kind === 'metric')
    expect(metric).toMatchObject({ key: 'loss', value: NaN, step: 0, time: 1_700_000_000_123 })
  })

  test('media are named by their file without its ending', async () => {
    mlflow.logText('<p>hi</p>', 'report.html')
    mlflow.logText('# hi', 'notes/readme.md')
    mlflow.logImage(PIXELS, 'eval/sample.png')
    mlflow.logFigure(PIXELS, 'roc.png')
    mlflow.logTable({ x: [1] }, 'rows.json')
    const media = (await runs.records(integration.run)).filter(record => record.kind === 'media')
    expect(media.map(({ key, type }) => [key, type])).toEqual([
      ['report', 'html'],
      ['notes/readme', 'text'],
      ['eval/sample', 'image'],
      ['roc', 'image'],
      ['rows', 'table'],
    ])
  })

  test('a picture without a name is a failure that says so, not a broken training', () => {
    expect(() => mlflow.logImage(PIXELS)).not.toThrow()
    expect(integration.getStats().lastError).toContain('artifact_file')
  })

  test('files keep the path that they were logged under', () => {
    mlflow.logArtifact(__filename, 'code/tests')
    const name = `${integration.run.id}-artifacts`
    expect(integration.run.useArtifact(`${name}:latest`).files()).toEqual(['code/tests/mlflow.test.ts'])
  })

  test.each([
    ['FINISHED', 'finished'],
    ['FAILED', 'failed'],
    ['KILLED', 'killed'],
  ])('end_run %s ends the run as %s', async (status, state) => {
    await mlflow.endRun(status)
    expect(integration.run.state).toBe(state)
  })
})
