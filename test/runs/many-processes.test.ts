import { hostname } from 'node:os'
import type { Program } from './program.ts'
import { Programs } from './programs.ts'

// several processes start in each test, on a machine that may be busy
jest.setTimeout(60_000)

let programs: Programs
beforeEach(() => {
  programs = new Programs()
})
afterEach(() => programs.close())

/** Lets programs join at the same moment, end when all have logged, and tells what each printed last. */
async function shareAtOnce(members: Program[]): Promise<string[]> {
  await Promise.all(members.map(member => member.line('ready')))
  for (const member of members) member.say('join')
  await Promise.race([Promise.all(members.map(member => member.line('sampled'))), members[0]!.ended])
  for (const member of members) member.say('end')
  const ends = await Promise.all(members.map(member => member.ended))
  return ends.map(end => (end.stderr === '' ? end.stdout.trim().split('\n').at(-1)! : end.stderr))
}

describe('four processes with eight implicit steps each, in one run', () => {
  it('by rank: 32 points, host and rank recorded, the machine sampled once (trap 27)', async () => {
    const ranks = [0, 1, 2, 3].map(rank =>
      programs.start('share.ts', ['{"id":"r","config":{"lr":0.1}}'], {
        RANK: String(rank),
        LOCAL_RANK: String(rank),
        WORLD_SIZE: '4',
        SEETRAIN_SYSTEM_MONITOR: 'true',
        SHARE_AWAITS_SAMPLE: rank === 0 ? '1' : '0',
      }),
    )
    expect((await shareAtOnce(ranks)).map(line => line.split(' ')[1])).toEqual(['main', 'rank-1', 'rank-2', 'rank-3'])
    expect(programs.steps('loss')).toEqual(stepsOf('main', 'rank-1', 'rank-2', 'rank-3'))
    const writers = programs.writers().toSorted((a, b) => a.rank! - b.rank!)
    expect(writers).toMatchObject([0, 1, 2, 3].map(rank => ({ rank, worldSize: 4, host: hostname(), thread: 0 })))
    expect(new Set(writers.map(writer => writer.pid)).size).toBe(4)
    const samplers = programs.records().filter(({ record }) => record.kind === 'system')
    expect(new Set(samplers.map(({ writer }) => writer))).toEqual(new Set(['main']))
    expect(programs.summary()).toMatchObject({ state: 'finished', config: { lr: 0.1 } })
  })

  it('by SEETRAIN_RUN_ID, all at once: one is main, three are guests, 32 points (trap 27)', async () => {
    const members = [0, 1, 2, 3].map(() => programs.start('share.ts', [], { SEETRAIN_RUN_ID: 'r' }))
    const lines = await shareAtOnce(members)
    const ids = lines.map(line => line.split(' ')[1]!)
    expect(ids.filter(id => id === 'main')).toHaveLength(1)
    expect(ids.filter(id => /^p\d+$/.test(id))).toHaveLength(3)
    expect(lines.map(line => line.split(' ')[2])).toEqual(['finished', 'finished', 'finished', 'finished'])
    expect(programs.steps('loss')).toEqual(stepsOf(...ids))
    expect(programs.summary().state).toBe('finished')
  })
})

describe('processes that start a run of one id at once', () => {
  it("with resume 'allow' become one main writer and one guest", async () => {
    const options = JSON.stringify({ id: 'r', resume: 'allow' })
    const lines = await shareAtOnce([0, 1].map(() => programs.start('share.ts', [options])))
    const ids = lines.map(line => line.split(' ')[1]!)
    expect(ids.toSorted()).toEqual(['main', expect.stringMatching(/^p\d+$/)])
    expect(programs.steps('loss')).toEqual(stepsOf(...ids))
  })

  it("with resume 'never' are one writer and one refused", async () => {
    const members = [0, 1].map(() => programs.start('share.ts', ['{"id":"r"}']))
    await Promise.all(members.map(member => member.line('ready')))
    for (const member of members) member.say('join')
    await Promise.race(members.map(member => member.ended))
    for (const member of members) member.say('end')
    const ends = await Promise.all(members.map(member => member.ended))
    expect(ends.filter(end => /writer main finished/.test(end.stdout))).toHaveLength(1)
    expect(ends.filter(end => /refused (RunExists|JournalLocked)Error/.test(end.stdout))).toHaveLength(1)
    expect(programs.steps('loss')).toEqual(stepsOf('main'))
  })
})

describe('a run whose main writer is gone', () => {
  it('is continued by the next process, as main and with its steps', async () => {
    const first = programs.start('wait.ts')
    await first.line('ready')
    first.kill('SIGKILL')
    await first.ended
    const next = programs.start('share.ts', [], { SEETRAIN_RUN_ID: 'r' })
    expect(await shareAtOnce([next])).toEqual([expect.stringMatching(/^writer main finished/)])
    expect(programs.steps('loss')).toEqual([
      'main:0',
      'main:1',
      'main:10',
      ...[2, 3, 4, 5, 6, 7, 8, 9].map(step => `main:${step}`),
    ])
    expect(programs.summary().state).toBe('finished')
  })
})

describe('worker threads', () => {
  it('write journals of their own into the run of the main thread, merged on reading', async () => {
    expect(await programs.start('threads.ts').ended).toMatchObject({ code: 0, stderr: '' })
    const writers = programs.writers()
    expect(writers.map(({ thread }) => thread).toSorted((a, b) => a - b)).toEqual([0, 1, 2])
    expect(new Set(writers.map(({ pid, host }) => `${pid} ${host}`)).size).toBe(1)
    const pid = writers[0]?.pid
    expect(programs.steps('loss')).toEqual(
      ['main', `p${pid}-t1`, `p${pid}-t2`].flatMap(writer => [0, 1, 2, 3, 4].map(step => `${writer}:${step}`)),
    )
    // what only a guest logged belongs to the run too
    expect(programs.summary()).toMatchObject({
      state: 'finished',
      config: { lr: 0.1 },
      summary: { main: 1, worker: 1 },
    })
  })

  it('that return without finish() end their part', async () => {
    expect(await programs.start('threads.ts', ['return']).ended).toMatchObject({ code: 0, stderr: '' })
    const ends = programs.records().filter(({ record }) => record.kind === 'end')
    expect(ends.map(({ record }) => record)).toMatchObject([
      { state: 'finished' },
      { state: 'finished' },
      { state: 'finished' },
    ])
  })

  it('that fail make it a failed run', async () => {
    await programs.start('threads.ts', ['throw']).ended
    expect(programs.summary()).toMatchObject({ state: 'failed', error: { name: 'Error', message: 'a worker failed' } })
  })
})

function stepsOf(...writers: string[]): string[] {
  return writers.flatMap(writer => [0, 1, 2, 3, 4, 5, 6, 7].map(step => `${writer}:${step}`)).sort()
}
