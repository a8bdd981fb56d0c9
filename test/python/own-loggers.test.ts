import { join } from 'node:path'
import { listRuns, nodeFileSystem, plainToJson, readRun, runFolder, RunState, type RunRecord } from 'seetrain'
import { CommandLine } from '../cli/command-line.ts'
import { HubUnderTest } from '../hub/hub-under-test.ts'
import { absentPeer, pythonPeer } from '../peers/python-peer.ts'
import { describeWhen } from '../skip.ts'
import { runPython, TRAININGS } from './python-program.ts'

jest.setTimeout(300_000)

type Points = { [key: string]: [step: number, value: number | string][] }

/** What a training tells about itself in its last line. */
interface Told {
  points: Points
  project: string
  config: object
  /** Where its event files are. */
  folder?: string
}

interface Training {
  peer: string
  words: string[]
  /** Installed by `npm test` itself. */
  light?: true
}

// programs that log with what their framework has, pointed at the hub
const TRAININGS_BY_NAME: { [name: string]: Training } = {
  "MLflow's autologging of scikit-learn": { peer: 'mlflow', words: ['own_sklearn_mlflow.py'], light: true },
  "Lightning's MLFlowLogger": { peer: 'python-torch', words: ['own_lightning_mlflow.py'] },
  "Transformers' MLflow callback": { peer: 'python-torch', words: ['own_transformers.py', 'mlflow'] },
  "Lightning's TensorBoardLogger": { peer: 'python-torch', words: ['own_lightning_tensorboard.py'] },
  "Transformers' TensorBoard callback": { peer: 'python-torch', words: ['own_transformers.py', 'tensorboard'] },
}

const all = process.env['PYTHON_MATRIX'] === '1'

for (const [name, { peer, words, light }] of Object.entries(TRAININGS_BY_NAME)) {
  const python = pythonPeer(peer)
  const asked = all || light === true
  const reason = asked ? absentPeer(peer) : 'npm run test:python runs it'
  describeWhen(asked && python !== undefined, reason)(name, () => {
    it('brings the values that the framework computed, live and from its files', async () => {
      await using under = await HubUnderTest.start()
      const [script, ...others] = words
      const { code, stdout, stderr } = await runPython(python!, [join(TRAININGS, script!), ...others], under.folder, {
        MLFLOW_TRACKING_URI: under.url,
        MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT: 'true',
        MLFLOW_DISABLE_TELEMETRY: 'true',
        GIT_PYTHON_REFRESH: 'quiet',
      })
      if (code !== 0) throw new Error(stderr)
      const told = JSON.parse(/^EXPECTED (.*)$/m.exec(stdout)![1]!) as Told
      expect(Object.keys(told.points).length).toBeGreaterThan(0)
      const { state, records } = onlyRun(under.home)
      expect(pointsOf(records)).toMatchObject(nearly(told.points))
      expect(state).toMatchObject({ project: told.project, state: 'finished' })
      expect(state.config).toMatchObject(told.config)
      if (told.folder !== undefined) await expectImported(join(under.folder, told.folder), told.points)
      expect(under.errors).toEqual([])
    })
  })
}

async function expectImported(folder: string, points: Points): Promise<void> {
  const line = new CommandLine()
  try {
    const { code, stderr } = await line.run(['import', folder])
    expect([code, stderr]).toEqual([0, expect.any(String)])
    expect(pointsOf(onlyRun(join(line.folder, '.seetrain')).records)).toMatchObject(nearly(points))
  } finally {
    line.remove()
  }
}

function onlyRun(home: string): { state: RunState; records: RunRecord[] } {
  const [id, ...others] = listRuns(home, nodeFileSystem)
  expect(others).toEqual([])
  const state = new RunState()
  const records = [...readRun(runFolder(home, id!), nodeFileSystem)].map(({ record, writer }) => {
    state.apply(record, writer)
    return record
  })
  return { state, records }
}

function pointsOf(records: readonly RunRecord[]): Points {
  const points: Points = {}
  for (const record of records)
    if (record.kind === 'metric')
      (points[record.key] ??= []).push([record.step, plainToJson(record.value) as number | string])
  return points
}

/** Event files hold 32 bits of a number. */
function nearly(points: Points): object {
  const near = (value: number | string): unknown =>
    typeof value === 'number'
      ? expect.closeTo(value, Math.max(6, 6 - Math.floor(Math.log10(Math.abs(value) || 1))))
      : value
  return Object.fromEntries(
    Object.entries(points).map(([key, series]) => [key, series.map(([step, value]) => [step, near(value)])]),
  )
}
