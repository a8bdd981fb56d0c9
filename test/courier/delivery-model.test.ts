import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { resetIntegrationErrorStats, type Sink } from '@seetrain/core'
import { JsonlSink } from '@seetrain/sinks/jsonl'
import fc from 'fast-check'
import {
  MemoryJournal,
  open,
  points,
  poisonedSteps,
  ProcessLife,
  stepsOf,
  temporaryFolder,
  Tracker,
  trackerSink,
  type Network,
} from './simulation.ts'

// what can happen while a run is delivered
type Event =
  | { does: 'log'; count: number; poison: boolean }
  | { does: 'network'; becomes: Network }
  | { does: 'time'; passes: number }
  | { does: 'kill-soon'; calls: number }
  | { does: 'kill' }
  | { does: 'end' }

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('log' as const),
      count: fc.integer({ min: 1, max: 90 }),
      poison: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('network' as const),
      becomes: fc.constantFrom<Network[]>('up', 'down', 'silent', 'answer-lost'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ does: fc.constant('time' as const), passes: fc.constantFrom(50, 150, 2000, 70_000) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('kill-soon' as const), calls: fc.integer({ min: 0, max: 6 }) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('kill' as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('end' as const) }) },
)

interface Outcome {
  logged: number[]
  poison: number[]
  poisonFile: number[]
  /** Whether something happened after which a batch may come again. */
  excuse: boolean
}

/** Lets the events happen to one run, through as many processes as it takes, and at last delivers everything. */
async function deliver(
  runDir: string,
  tracker: Tracker,
  makeSink: (life: ProcessLife) => Sink,
  events: readonly Event[],
): Promise<Outcome> {
  const journal = new MemoryJournal()
  journal.append([open()])
  const policy = { batchRecords: 40, baseDelayMs: 100 }
  let excuse = false
  let life = new ProcessLife(runDir, journal, makeSink, policy)
  const restart = (): void => {
    life.dead = true
    resetIntegrationErrorStats()
    life = new ProcessLife(runDir, journal, makeSink, policy)
  }
  resetIntegrationErrorStats()
  for (const happening of events) {
    if (happening.does === 'log') {
      const next = stepsOf(journal.records).length
      if (happening.poison) tracker.poison.add(next + (happening.count >> 1))
      journal.append(points(next, happening.count))
      life.courier.notify()
    }
    if (happening.does === 'network') tracker.network = happening.becomes
    if (happening.does === 'time') await life.clock.advance(happening.passes)
    if (happening.does === 'kill-soon') life.killAfter(happening.calls)
    if (happening.does === 'end') await life.finish(20_000)
    if (happening.does === 'end' || happening.does === 'kill' || life.dead) {
      excuse ||= life.dead || happening.does === 'kill'
      restart()
    }
    excuse ||= tracker.network === 'answer-lost'
  }
  tracker.network = 'up'
  excuse ||= life.dead
  restart()
  expect(await life.finish()).toEqual({ complete: true })
  const sink = makeSink(life).id
  return {
    logged: stepsOf(journal.records),
    poison: [...tracker.poison],
    poisonFile: poisonedSteps(runDir, sink),
    excuse,
  }
}

function firstTimes(steps: number[]): number[] {
  return [...new Set(steps)]
}

function checkComplete(received: number[], { logged, poison, poisonFile }: Outcome): void {
  const bad = new Set(poison)
  expect(firstTimes(received)).toEqual(logged.filter(step => !bad.has(step)))
  expect(poisonFile).toEqual(poison)
}

const run = (check: (events: Event[]) => Promise<void>): Promise<void> =>
  fc.assert(fc.asyncProperty(fc.array(event, { maxLength: 25 }), check), { numRuns: 100 })

describe.each([
  ['that names what it refuses', true],
  ['that refuses whole batches', false],
])('whatever happens, a tracker %s', (_, names) => {
  it('has everything in order; twice only after a kill or a lost answer', async () => {
    await run(async events => {
      using folder = temporaryFolder()
      const tracker = new Tracker({ recognises: false, names })
      const outcome = await deliver(folder.path, tracker, trackerSink(tracker), events)
      const received = stepsOf(tracker.received)
      checkComplete(received, outcome)
      if (!outcome.excuse) expect(received).toEqual(firstTimes(received))
    })
  })

  it('has everything once when it recognises what came before', async () => {
    await run(async events => {
      using folder = temporaryFolder()
      const tracker = new Tracker({ recognises: true, names })
      const outcome = await deliver(folder.path, tracker, trackerSink(tracker, 'ignored'), events)
      checkComplete(stepsOf(tracker.received), outcome)
      expect(tracker.received).toHaveLength(firstTimes(stepsOf(tracker.received)).length + 1)
    })
  })
})

describe('whatever happens, a file', () => {
  it('has every record once and in order', async () => {
    await run(async events => {
      using folder = temporaryFolder()
      const outcome = await deliver(
        folder.path,
        new Tracker(),
        life => new JsonlSink({ fileSystem: life.fileSystem() }),
        events,
      )
      const lines = readFileSync(join(folder.path, 'jsonl', 'records.jsonl'), 'utf8')
        .split('\n')
        .filter(Boolean)
      const steps = lines.flatMap(line => (JSON.parse(line) as { step?: number }).step ?? [])
      expect(steps).toEqual(outcome.logged)
    })
  })
})
