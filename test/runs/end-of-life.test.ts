import { Programs } from './programs.ts'

// several processes start in each test, on a machine that may be busy
jest.setTimeout(60_000)

let programs: Programs
beforeEach(() => {
  programs = new Programs()
})
afterEach(() => programs.close())

const ALL_POINTS = ['main:0', 'main:1', 'main:2']

describe('a program that ends by itself', () => {
  it('without finish() leaves a finished run', async () => {
    expect(await programs.start('end.ts', ['return']).ended).toMatchObject({ code: 0, stderr: '' })
    expect(programs.summary()).toMatchObject({ state: 'finished', summary: { loss: 1 / 3 }, dropped: 0 })
    expect(programs.end()).toMatchObject({ state: 'finished', exitCode: 0 })
    expect(programs.steps('loss')).toEqual(ALL_POINTS)
  })

  it.each(['exit', 'exit-code'])(
    'with a code other than 0 by %s leaves a failed run that knows the code',
    async way => {
      expect(await programs.start('end.ts', [way, '3']).ended).toMatchObject({ code: 3, stderr: '' })
      expect(programs.summary()).toMatchObject({ state: 'failed' })
      expect(programs.end()).toMatchObject({ state: 'failed', exitCode: 3 })
      expect(programs.steps('loss')).toEqual(ALL_POINTS)
    },
  )

  it('by process.exit(0) leaves a finished run', async () => {
    expect((await programs.start('end.ts', ['exit', '0']).ended).code).toBe(0)
    expect(programs.summary().state).toBe('finished')
  })

  it('while finish() is under way keeps the outcome that finish() was told', async () => {
    const environment = { SEETRAIN_CAPTURE_ENVIRONMENT: 'true' }
    expect((await programs.start('end.ts', ['finish-and-exit'], environment).ended).code).toBe(0)
    expect(programs.summary()).toMatchObject({ state: 'failed', error: { message: 'said so' } })
  })
})

describe('a program that dies of an exception', () => {
  it.each([
    ['throw', 'RangeError', 'the loss went away'],
    ['reject', 'RangeError', 'the loss went away'],
    ['throw-text', 'Thrown', 'only text'],
  ])(
    'by %s leaves a failed run with the error, and dies as it would without a tracker (trap 2)',
    async (way, name, message) => {
      const everything = { SEETRAIN_CAPTURE_CONSOLE: 'true', SEETRAIN_SYSTEM_MONITOR: 'true' }
      const tracked = await programs.start('end.ts', [way], everything).ended
      const untracked = await programs.start('end.ts', [way], { SEETRAIN_MODE: 'disabled' }).ended
      expect(tracked).toEqual(untracked)
      expect(tracked).toMatchObject({ code: 1, signal: null, stderr: expect.stringContaining(message) })
      expect(programs.summary()).toMatchObject({ state: 'failed', error: { name, message } })
      expect(programs.end()).toMatchObject({ exitCode: 1 })
      expect(programs.steps('loss')).toEqual(ALL_POINTS)
    },
  )

  it('but handles it itself goes on, and its run with it', async () => {
    const { code, stdout } = await programs.start('end.ts', ['caught']).ended
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'caught the loss went away\n' })
    expect(programs.summary().state).toBe('finished')
  })
})

describe('a program that gets a signal', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'dies by %s itself; its run is killed, its points are there',
    async signal => {
      const program = programs.start('wait.ts', [signal])
      await program.line('ready')
      program.kill(signal)
      expect(await program.ended).toMatchObject({ code: null, signal, stderr: '' })
      expect(programs.summary()).toMatchObject({ state: 'killed', summary: { loss: 1 / 3 } })
      expect(programs.end()).toMatchObject({ state: 'killed', signal })
      expect(programs.steps('loss')).toEqual(ALL_POINTS)
    },
  )

  it.each(['before', 'once-before', 'after'])(
    'and listens to it itself (%s init) decides alone what happens',
    async listening => {
      const program = programs.start('wait.ts', ['SIGTERM', listening])
      await program.line('ready')
      program.kill('SIGTERM')
      await program.line('handled')
      expect(programs.summary().state).toBe('running')
      expect(programs.steps('loss')).toEqual(ALL_POINTS)
      program.say('end')
      expect(await program.ended).toMatchObject({ code: 0, signal: null })
      expect(programs.summary().state).toBe('finished')
    },
  )

  it.each(['yielding-before', 'yielding-after'])(
    'and has a listener that yields to others (%s) still dies',
    async listening => {
      const program = programs.start('wait.ts', ['SIGINT', listening])
      await program.line('ready')
      program.kill('SIGINT')
      expect(await program.ended).toMatchObject({ code: null, signal: 'SIGINT', stdout: 'ready\nhandled\n' })
      expect(programs.end()).toMatchObject({ state: 'killed', signal: 'SIGINT' })
    },
  )

  it('SIGKILL leaves a run that is told as killed, with its points', async () => {
    const program = programs.start('wait.ts')
    await program.line('ready')
    expect(programs.summary().state).toBe('running')
    program.kill('SIGKILL')
    expect(await program.ended).toMatchObject({ signal: 'SIGKILL' })
    expect(programs.end()).toBeUndefined()
    expect(programs.summary()).toMatchObject({ state: 'killed', endedAt: null, summary: { loss: 1 / 3 } })
    expect(programs.steps('loss')).toEqual(ALL_POINTS)
  })
})
