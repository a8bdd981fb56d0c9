import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listRuns, nodeFileSystem, plainToJson, readRun, runFolder, type RunRecord } from 'seetrain'
import { PYTHON_FRAMEWORKS } from '../../packages/seetrain/src/cli/running/left-out.ts'
import { CommandLine, type Outcome } from '../cli/command-line.ts'
import { absentPeer, pythonPeer } from '../peers/python-peer.ts'
import { describeWhen, itWhen } from '../skip.ts'
import { PYTHON, TRAININGS } from './python-program.ts'

jest.setTimeout(300_000)

const PROGRAMS = join(__dirname, 'zero_code')
const trees = pythonPeer('python-trees')
const all = process.env['PYTHON_MATRIX'] === '1'

/** A folder of its own for each test, below which a program runs within a run. */
class Below {
  readonly line = new CommandLine()
  readonly home = join(this.line.folder, '.seetrain')

  run(
    words: readonly string[],
    options: readonly string[] = [],
    environment: NodeJS.ProcessEnv = {},
  ): Promise<Outcome> {
    return this.line.run(['run', '--quiet', ...options, '--', ...words], {
      PYTHONDONTWRITEBYTECODE: '1',
      OMP_NUM_THREADS: '1',
      ...environment,
    })
  }

  write(name: string, text: string): string {
    const path = join(this.line.folder, name)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, text)
    return path
  }

  /** The records of the run that began first, and of those that adapters began beside it. */
  get runs(): RunRecord[][] {
    return listRuns(this.home, nodeFileSystem).map(id =>
      [...readRun(runFolder(this.home, id), nodeFileSystem)].map(({ record }) => record),
    )
  }

  [Symbol.dispose](): void {
    // nothing is left behind: no call, no hub
    expect(nodeFileSystem.list(join(this.home, 'spool'))).toEqual([])
    expect(nodeFileSystem.list(this.home).filter(name => name.startsWith('hub.'))).toEqual([])
    this.line.remove()
  }
}

interface Plain {
  peer: string
  words: string[]
  framework: string
  artifacts?: string[]
  tolerance?: number
  light?: true
}

const PLAIN: { [name: string]: Plain } = {
  'XGBoost, LightGBM, scikit-learn and joblib': {
    peer: 'python-trees',
    words: ['trees'],
    framework: 'xgboost',
    artifacts: ['search.joblib:v0'],
    light: true,
  },
  Optuna: { peer: 'python-trees', words: ['optuna'], framework: 'optuna', light: true },
  'SummaryWriter, tensorboardX and torch.save': {
    peer: 'python-torch',
    words: ['writers'],
    framework: 'tensorboard',
    artifacts: ['model.pt:v0', 'model.pt:v1'],
  },
  'Lightning, with a TensorBoard logger of its own': {
    peer: 'python-torch',
    words: ['lightning', 'writer'],
    framework: 'pytorch_lightning',
  },
  'Lightning without any logger': {
    peer: 'python-torch',
    words: ['lightning', 'none'],
    framework: 'pytorch_lightning',
  },
  Keras: { peer: 'python-torch', words: ['keras'], framework: 'keras' },
  Transformers: { peer: 'python-torch', words: ['transformers'], framework: 'transformers' },
  Accelerate: { peer: 'python-torch', words: ['accelerate'], framework: 'accelerate' },
  Ultralytics: { peer: 'python-torch', words: ['ultralytics'], framework: 'ultralytics', tolerance: 1e-4 },
}

describe('programs that know nothing of SeeTrain', () => {
  for (const [name, { peer, words, framework, artifacts = [], tolerance, light }] of Object.entries(PLAIN)) {
    const python = pythonPeer(peer)
    const asked = all || light === true
    const reason = asked ? absentPeer(peer) : 'npm run test:python runs it'
    itWhen(asked && python !== undefined, reason)(`${name}: the values that it computed, each once`, async () => {
      using below = new Below()
      const script = join(PROGRAMS, `plain_${words[0]}.py`)
      const { code, stdout, stderr } = await below.run([python!, script, ...words.slice(1)], [], {
        PYTHONPATH: TRAININGS,
      })
      if (code !== 0) throw new Error(stderr)
      expect(stderr).not.toContain('seetrain')
      const told = JSON.parse(/^EXPECTED (.*)$/m.exec(stdout)![1]!) as Told
      const arrived = pointsOf(below.runs[0]!)
      for (const [key, points] of Object.entries(told.points))
        expect([key, arrived[key]?.slice(0, points.length)]).toEqual([
          key,
          points.map(([step, value]) => [step, closeTo(value, tolerance)]),
        ])
      if (tolerance === undefined)
        for (const key of Object.keys(told.points)) expect(arrived[key]).toHaveLength(told.points[key]!.length)
      expect(configOf(below.runs[0]!)).toMatchObject({ frameworks: expect.arrayContaining([framework]) })
      const versions = below.runs[0]!.flatMap(record =>
        record.kind === 'artifact' ? [`${record.name}:${record.version}`] : [],
      )
      expect(versions).toEqual(expect.arrayContaining(artifacts))
      expect(below.runs.slice(1).map(trialOf)).toEqual(expect.arrayContaining(told.trials ?? []))
      expect(below.runs[0]!.filter(({ kind }) => kind === 'end').at(-1)).toMatchObject({ state: 'finished' })
    })
  }
})

interface Told {
  points: { [key: string]: [number, number | string][] }
  trials?: { x: number; value: number }[]
}

/** As `tensorboardX` looks to who imports it, so that what does not depend on a framework needs none. */
const STAND_IN = `class SummaryWriter:
    def __init__(self, logdir=None):
        self.logdir = logdir

    def add_scalar(self, tag, scalar_value, global_step=None, walltime=None):
        return "its own"

    def close(self):
        pass
`
const WRITING = `from tensorboardX.writer import SummaryWriter
writer = SummaryWriter("logs")
assert writer.add_scalar("loss", 0.5, 3) == "its own"
`

describe('a Python program below a run', () => {
  let below: Below
  beforeEach(() => {
    below = new Below()
    below.write('tensorboardX/__init__.py', '')
    below.write('tensorboardX/writer.py', STAND_IN)
  })
  afterEach(() => below[Symbol.dispose]())

  const loss = (): unknown => pointsOf(below.runs[0]!)['loss']

  it('is heard by python -c, python -m and in a script', async () => {
    below.write('writes.py', WRITING)
    for (const words of [['-c', WRITING], ['-m', 'writes'], ['writes.py']])
      expect(await below.run([PYTHON, ...words])).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(below.runs.map(records => pointsOf(records)['loss'])).toEqual([[[3, 0.5]], [[3, 0.5]], [[3, 0.5]]])
  })

  it('is heard in a virtual environment', async () => {
    expect((await below.run([PYTHON, '-m', 'venv', '--without-pip', 'venv'])).code).toBe(0)
    expect((await below.run(['venv/bin/python', '-c', WRITING])).code).toBe(0)
    expect(pointsOf(below.runs[1]!)['loss']).toEqual([[3, 0.5]])
  })

  it('is heard in programs that it starts, and in processes that multiprocessing spawns or forks', async () => {
    below.write(
      'starts.py',
      `import multiprocessing, subprocess, sys

def write(step):
    from tensorboardX.writer import SummaryWriter
    SummaryWriter("logs").add_scalar("loss", 0.5, step)

if __name__ == "__main__":
    subprocess.run([sys.executable, "-c", "import starts; starts.write(0)"], check=True)
    for step, way in enumerate(("spawn", "fork"), 1):
        process = multiprocessing.get_context(way).Process(target=write, args=(step,))
        process.start()
        process.join()
        assert process.exitcode == 0
    write(3)
`,
    )
    expect(await below.run([PYTHON, 'starts.py'])).toMatchObject({ code: 0, stderr: '' })
    const points = loss() as [number, number][]
    expect(points.map(([step]) => step).sort((a, b) => a - b)).toEqual([0, 1, 2, 3])
    expect(below.runs).toHaveLength(1)
  })

  it('keeps its own sitecustomize, and what that raises is told as it would be', async () => {
    below.write('own/sitecustomize.py', 'import builtins\nbuiltins.own = 1')
    const program = `${WRITING}\nimport sys, sitecustomize\nprint(own, sitecustomize.__file__, [p for p in sys.path if "startup" in p])`
    const { stdout } = await below.run([PYTHON, '-c', program], [], { PYTHONPATH: join(below.line.folder, 'own') })
    expect(stdout).toBe(`1 ${join(below.line.folder, 'own', 'sitecustomize.py')} []\n`)
    expect(loss()).toEqual([[3, 0.5]])
    below.write('own/sitecustomize.py', 'raise ValueError("mine")')
    const raised = await below.run([PYTHON, '-c', WRITING], [], { PYTHONPATH: join(below.line.folder, 'own') })
    expect(raised).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^Error in sitecustomize;[^]*ValueError: mine\n$/),
    })
  })

  it('a module keeps its own loader, and reloads', async () => {
    const program = `import importlib, inspect, tensorboardX.writer as writer
print(type(writer.__loader__).__name__, type(writer.__spec__.loader).__name__, "add_scalar" in inspect.getsource(writer))
importlib.reload(writer)
writer.SummaryWriter("logs").add_scalar("loss", 0.5, 3)`
    const { stdout, stderr } = await below.run([PYTHON, '-c', program])
    expect([stdout, stderr]).toEqual(['SourceFileLoader SourceFileLoader True\n', ''])
    expect(loss()).toEqual([[3, 0.5]])
  })

  it('a hook that raises is told once, and the program never sees it', async () => {
    // a version of which nobody knew
    below.write('tensorboardX/writer.py', 'class Other:\n    pass\n')
    const { code, stdout, stderr } = await below.run([PYTHON, '-c', 'import tensorboardX.writer; print("goes on")'])
    expect([code, stdout]).toEqual([0, 'goes on\n'])
    expect(stderr).toMatch(/^seetrain: tensorboard is not recorded \(AttributeError: .*\); the program goes on\n$/)
  })

  it('a value that can not be kept costs itself alone', async () => {
    const program = `${WRITING}\nclass Evil:\n    def __float__(self): raise KeyError("evil")\n    def __repr__(self): raise KeyError("evil")\nprint(writer.add_scalar("loss", Evil(), 4))\nwriter.add_scalar("loss", 0.25, 5)`
    const { code, stdout } = await below.run([PYTHON, '-c', program])
    expect([code, stdout]).toEqual([0, 'its own\n'])
    expect(loss()).toEqual(
      expect.arrayContaining([
        [3, 0.5],
        [5, 0.25],
      ]),
    )
  })

  it.each([
    ['sys.exit(3)', 3],
    ['sys.exit("no")', 1],
    ['raise ValueError("no")', 1],
    ['os._exit(7)', 7],
    ['os.kill(os.getpid(), 9)', 137],
  ])('%s: the exit code is its own, and what it told is there', async (ending, exitCode) => {
    const { code } = await below.run([PYTHON, '-c', `import os, sys\n${WRITING}\n${ending}`])
    expect(code).toBe(exitCode)
    expect(loss()).toEqual([[3, 0.5]])
    expect(below.runs[0]!.at(-1)).toMatchObject({ kind: 'end', exitCode, state: exitCode > 128 ? 'killed' : 'failed' })
  })

  it('Ctrl+C ends it as it would end alone, and what it told is there', async () => {
    const [command, ...words] = below.line.commandWords.split(' ') as [string, ...string[]]
    const program = `import time\n${WRITING}\nprint("ready")\ntime.sleep(60)`
    const child = spawn(command, [...words, 'run', '--quiet', '--', PYTHON, '-c', program], {
      cwd: below.line.folder,
      env: { PATH: process.env['PATH'], HOME: below.line.folder },
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    })
    // as a terminal does it: to all of them at once
    child.stdout.on('data', () => process.kill(-child.pid!, 'SIGINT'))
    expect(await new Promise(resolve => child.on('close', resolve))).toBe(130)
    expect(loss()).toEqual([[3, 0.5]])
  })

  it.each([
    [['--without', 'keras,tensorboard'], {}],
    [['--without', 'all'], {}],
    [[], { SEETRAIN_WITHOUT: 'tensorboard' }],
  ])('%j, %j: a framework is left alone', async (options, environment) => {
    expect((await below.run([PYTHON, '-c', WRITING], options, environment)).code).toBe(0)
    expect(loss()).toBeUndefined()
  })

  it('refuses to leave out what there is not', async () => {
    const { code, stderr } = await below.run([PYTHON, '-c', ''], ['--without', 'kears'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('run: --without: nothing is called kears. There are: ')])
  })

  it('and its own init is one run', async () => {
    const program = `${WRITING}\nimport seetrain\nseetrain.init(project="mine")\nseetrain.log({"mine": 1}, step=0)\nwriter.add_scalar("loss", 0.25, 4)`
    const { code, stderr } = await below.run([PYTHON, '-c', program])
    expect([code, stderr]).toEqual([0, ''])
    expect(below.runs).toHaveLength(1)
    expect(pointsOf(below.runs[0]!)).toMatchObject({
      mine: [[0, 1]],
      loss: [
        [3, 0.5],
        [4, 0.25],
      ],
    })
  })

  it('hears a hub that runs for the folder already, and leaves it running', async () => {
    const [command, ...words] = below.line.commandWords.split(' ') as [string, ...string[]]
    const hub = spawn(command, [...words, 'ui', '--port', '0', '--no-open'], {
      cwd: below.line.folder,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    await new Promise(resolve => hub.stdout.once('data', resolve))
    expect((await below.run([PYTHON, '-c', WRITING])).code).toBe(0)
    expect(loss()).toEqual([[3, 0.5]])
    expect(hub.exitCode).toBeNull()
    hub.kill('SIGTERM')
    await new Promise(resolve => hub.once('exit', resolve))
  })
})

it('the command knows what the Python package hears', async () => {
  using below = new Below()
  const program = 'from seetrain import zero_code; print(" ".join(zero_code.FRAMEWORKS))'
  const { stdout } = await below.run([PYTHON, '-c', program])
  expect(stdout.trim().split(' ')).toEqual(PYTHON_FRAMEWORKS)
})

describeWhen(trees !== undefined, absentPeer('python-trees'))('joblib', () => {
  it('what its caches and its workers keep is not the program’s', async () => {
    using below = new Below()
    const program = `import joblib
memory = joblib.Memory("cache", verbose=0)
assert memory.cache(len)("abc") == 3
joblib.dump([1], "kept.joblib")`
    expect(await below.run([trees!, '-c', program])).toMatchObject({ code: 0, stderr: '' })
    const artifacts = below.runs[0]!.flatMap(record => (record.kind === 'artifact' ? [record.name] : []))
    expect(artifacts).toEqual(['kept.joblib'])
  })
})

function pointsOf(records: readonly RunRecord[]): { [key: string]: unknown[] } {
  const points: { [key: string]: unknown[] } = {}
  for (const record of records)
    if (record.kind === 'metric') (points[record.key] ??= []).push([record.step, plainToJson(record.value)])
  return points
}

function configOf(records: readonly RunRecord[]): object {
  return Object.assign({}, ...records.map(record => (record.kind === 'config' ? record.set : {}))) as object
}

function trialOf(records: readonly RunRecord[]): object {
  const { x } = { x: undefined, ...configOf(records) }
  const last = pointsOf(records)['value']?.at(-1) as [number, number] | undefined
  return { x, value: last?.[1] }
}

// CSV files of frameworks round
function closeTo(value: number | string, tolerance: number | undefined): unknown {
  if (tolerance === undefined) return value
  const number = Number(value)
  return expect.closeTo(number, Math.max(1, Math.round(-Math.log10(Math.max(tolerance * Math.abs(number), 1e-12)))))
}
