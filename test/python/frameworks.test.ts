import { join } from 'node:path'
import { listRuns, nodeFileSystem, plainToJson, readRun, runFolder, type RunRecord } from 'seetrain'
import { HubUnderTest } from '../hub/hub-under-test.ts'
import { absentPeer, pythonPeer } from '../peers/python-peer.ts'
import { describeWhen } from '../skip.ts'
import { runPython, TRAININGS } from './python-program.ts'

jest.setTimeout(300_000)

/** What a training tells about itself in its last line. */
interface Told {
  points: { [key: string]: [number, number | string][] }
  framework: string
  package: string
  version: string
  tolerance?: number
  /** The framework tells its callbacks of its last epoch more often than it writes it down. */
  more?: boolean
  config?: object
  media?: string[]
  artifacts?: number | 'some'
  trials?: { x: number; value: number }[]
}

interface Training {
  peer: string
  script: string
  words?: string[]
  /** Installed by `npm test` itself. */
  light?: true
}

const TRAININGS_BY_NAME: { [name: string]: Training } = {
  XGBoost: { peer: 'python-trees', script: 'xgboost', light: true },
  LightGBM: { peer: 'python-trees', script: 'lightgbm', light: true },
  'scikit-learn': { peer: 'python-trees', script: 'sklearn', light: true },
  Optuna: { peer: 'python-trees', script: 'optuna', light: true },
  'W&B, synced': { peer: 'wandb', script: 'wandb', light: true },
  'MLflow, synced': { peer: 'mlflow', script: 'mlflow', light: true },
  Lightning: { peer: 'python-torch', script: 'lightning' },
  'Keras 3': { peer: 'python-torch', script: 'keras' },
  'Transformers Trainer': { peer: 'python-torch', script: 'transformers' },
  Accelerate: { peer: 'python-torch', script: 'accelerate' },
  MMEngine: { peer: 'python-torch', script: 'mmengine' },
  Ultralytics: { peer: 'python-torch', script: 'ultralytics' },
  fastai: { peer: 'python-torch', script: 'fastai' },
  'Stable-Baselines3': { peer: 'python-torch', script: 'stable_baselines3' },
  'PyTorch SummaryWriter': { peer: 'python-torch', script: 'tensorboard' },
  tensorboardX: { peer: 'python-torch', script: 'tensorboard', words: ['tensorboardX'] },
  CatBoost: { peer: 'python-more', script: 'catboost' },
  'Ray Tune': { peer: 'python-more', script: 'ray_tune' },
}

const all = process.env['PYTHON_MATRIX'] === '1'

for (const [name, training] of Object.entries(TRAININGS_BY_NAME)) {
  const python = pythonPeer(training.peer)
  const asked = all || training.light === true
  const reason = asked ? absentPeer(training.peer) : 'npm run test:python runs it'
  describeWhen(asked && python !== undefined, reason)(name, () => {
    let under: HubUnderTest
    let told: Told
    let runs: RunRecord[][]

    beforeAll(async () => {
      under = await HubUnderTest.start()
      const script = join(TRAININGS, `${training.script}_train.py`)
      const outcome = await runPython(python!, [script, ...(training.words ?? [])], under.folder)
      if (outcome.code !== 0) throw new Error(outcome.stderr)
      const line = outcome.stdout.split('\n').find(text => text.startsWith('EXPECTED '))
      told = JSON.parse(line!.slice('EXPECTED '.length)) as Told
      runs = listRuns(under.home, nodeFileSystem).map(id =>
        [...readRun(runFolder(under.home, id), nodeFileSystem)].map(({ record }) => record),
      )
      // what the package or the hub refused would be told here
      expect(outcome.stderr).not.toMatch(/seetrain: (?!runs are shown at)/)
    })
    afterAll(async () => {
      expect(under.errors).toEqual([])
      await under[Symbol.asyncDispose]()
    })

    it('brings the values that the framework computed', () => {
      const arrived = pointsOf(runs[0]!)
      for (const [key, points] of Object.entries(told.points)) {
        const close = (value: number | string) => closeTo(value, told.tolerance)
        const came = told.more === true ? arrived[key]?.slice(0, points.length) : arrived[key]
        expect([key, came]).toEqual([key, points.map(([step, value]) => [step, close(value)])])
      }
      expect(Object.keys(told.points).length + (told.trials?.length ?? 0)).toBeGreaterThan(0)
    })

    it('ends the run as finished, with the framework in its config', () => {
      expect(runs[0]!.at(-1)).toMatchObject({ kind: 'end', state: 'finished' })
      const config = configOf(runs[0]!)
      expect(config).toMatchObject({ ...told.config, frameworks: [told.framework] })
    })

    it('brings media, artifacts and the runs of trials', () => {
      const media = new Set(runs[0]!.flatMap(record => (record.kind === 'media' ? [record.key] : [])))
      expect([...media]).toEqual(expect.arrayContaining(told.media ?? []))
      const versions = new Set(
        runs[0]!.flatMap(record => (record.kind === 'artifact' ? [`${record.name}:${record.version}`] : [])),
      )
      if (told.artifacts === 'some') expect(versions.size).toBeGreaterThan(0)
      else expect(versions.size).toBe(told.artifacts ?? 0)
      expect(runs.slice(1).map(trialOf)).toEqual(expect.arrayContaining(told.trials ?? []))
    })
  })
}

function pointsOf(records: readonly RunRecord[]): { [key: string]: unknown[] } {
  const points: { [key: string]: unknown[] } = {}
  for (const record of records) {
    if (record.kind === 'metric') (points[record.key] ??= []).push([record.step, plainToJson(record.value)])
  }
  return points
}

function configOf(records: readonly RunRecord[]): object {
  return Object.assign({}, ...records.map(record => (record.kind === 'config' ? record.set : {}))) as object
}

function trialOf(records: readonly RunRecord[]): object {
  const { x } = { x: undefined, ...configOf(records) }
  const values = pointsOf(records)
  const last = (values['value'] ?? values['loss'])?.at(-1) as [number, number] | undefined
  return { x, value: last?.[1] }
}

// CSV files of frameworks round
function closeTo(value: number | string, tolerance: number | undefined): unknown {
  if (typeof value === 'string' || tolerance === undefined) return value
  return expect.closeTo(value, Math.max(1, Math.round(-Math.log10(Math.max(tolerance * Math.abs(value), 1e-12)))))
}
