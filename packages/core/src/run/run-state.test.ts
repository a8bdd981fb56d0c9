import type { EndState, RunRecord, Writer } from '../contracts/record.ts'
import { RunState } from './run-state.ts'

const writer = (id: string): Writer => ({ id, host: 'h', pid: 1, thread: 0 })

function open(id: string, resumed = false): RunRecord {
  return {
    kind: 'open',
    time: 1,
    runId: 'r',
    project: 'p',
    name: `by ${id}`,
    createdAt: 1,
    writer: writer(id),
    resumed,
    version: '0',
  }
}

function end(state: EndState, time = 2): RunRecord {
  return { kind: 'end', time, state, dropped: 0, ...(state === 'failed' && { error: { name: 'E', message: 'm' } }) }
}

/** Folds `[writer, record]` pairs. */
function fold(...records: [string, RunRecord][]): RunState {
  const state = new RunState()
  for (const [from, record] of records) state.apply(record, from)
  return state
}

describe('the state of a run', () => {
  it.each<[string, [string, RunRecord][], string, number | undefined]>([
    [
      'is running until main ends',
      [
        ['main', open('main')],
        ['p1', open('p1')],
        ['p1', end('finished')],
      ],
      'running',
      undefined,
    ],
    [
      'is what main says',
      [
        ['main', open('main')],
        ['p1', open('p1')],
        ['main', end('killed')],
      ],
      'killed',
      2,
    ],
    [
      'is failed when another writer failed',
      [
        ['main', open('main')],
        ['p1', open('p1')],
        ['p1', end('failed')],
        ['main', end('finished', 3)],
      ],
      'failed',
      3,
    ],
    [
      'is running again after main came back',
      [
        ['main', open('main')],
        ['main', end('failed')],
        ['main', open('main', true)],
      ],
      'running',
      undefined,
    ],
    [
      'forgets how guests of an earlier time ended',
      [
        ['main', open('main')],
        ['p1', open('p1')],
        ['p1', end('failed')],
        ['main', open('main', true)],
        ['main', end('finished', 5)],
      ],
      'finished',
      5,
    ],
    [
      'without a main writer is running until all have ended',
      [
        ['rank-1', open('rank-1')],
        ['rank-2', open('rank-2')],
        ['rank-1', end('finished')],
      ],
      'running',
      undefined,
    ],
    [
      'without a main writer is that of the others',
      [
        ['rank-1', open('rank-1')],
        ['rank-1', end('finished')],
      ],
      'finished',
      2,
    ],
  ])('%s', (_, records, state, endedAt) => {
    const run = fold(...records)
    expect({ state: run.state, endedAt: run.endedAt }).toEqual({ state, endedAt })
  })

  it('takes its words from main, whoever came first', () => {
    expect(fold(['p1', open('p1')], ['main', open('main')]).name).toBe('by main')
    expect(fold(['main', open('main')], ['p1', open('p1')]).name).toBe('by main')
  })
})
