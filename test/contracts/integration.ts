import {
  getIntegrationErrorStats,
  type Integration,
  type IntegrationDefinition,
  type IntegrationMode,
} from '@seetrain/core'
import { captureDiag } from '@seetrain/core/testing'
import { brokenRun } from '../fixtures/broken-run.ts'
import { RunFolder } from '../fixtures/run-folder.ts'

export interface IntegrationUnderTest {
  definition: IntegrationDefinition
  /** Good arguments for every hook that the definition declares, in the order in which a framework calls them. */
  calls: { [hook: string]: unknown[] }
  /** Arguments that a hook refuses, and the field that the error names. */
  refused: { [hook: string]: { args: unknown[]; field: string } }
}

type Listener = { [method: string]: (...args: unknown[]) => unknown }

const ACCESSORS = { callback: 'getCallback', tracker: 'getTracker', visbackend: 'getBackend' } as const

/** Members that a clock fills; two runs never have the same. */
const MEASURED = new Set(['time', 'endTime', 'gen_ai.response.time_to_first_chunk'])

/** What every integration must do. Call it in a test file with the adapter's definition and sample arguments. */
export function describeIntegration(name: string, subject: IntegrationUnderTest): void {
  describe(`${name} keeps the contract of Integration`, () => {
    const { definition } = subject
    const hookNames = Object.keys(definition.hooks)
    let runs: RunFolder
    let lines: string[]
    let release: () => void

    beforeEach(() => {
      runs = new RunFolder()
      lines = []
      release = captureDiag(line => lines.push(line))
    })

    afterEach(async () => {
      release()
      await runs.close()
    })

    const create = (run = runs.open()): Integration => definition.create(run, {})

    test('it has a snake-case id and sample arguments for each of its hooks', () => {
      expect(definition.framework).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/)
      expect(Object.keys(subject.calls).sort()).toEqual([...hookNames].sort())
    })

    test('it marks its framework in the run, once', () => {
      const run = runs.open({ config: { lr: 1 } })
      const [first, second] = [create(run), create(run)]
      expect(run.config['frameworks']).toEqual([definition.framework])
      expect([first.framework, first.mode, first.run]).toEqual([definition.framework, definition.mode, run])
      expect(second.getConfig()).toMatchObject({ lr: 1, frameworks: [definition.framework] })
    })

    test('getConfig is a copy', () => {
      const integration = create(runs.open({ config: { nested: { lr: 1 } } }))
      Object.assign(integration.getConfig()['nested'] as object, { lr: 2 })
      expect(integration.run.config['nested'].lr).toBe(1)
    })

    test('it hands out its object by its own mode alone', () => {
      const integration = create()
      for (const [mode, accessor] of Object.entries(ACCESSORS)) {
        if (mode === definition.mode) expect(typeof integration[accessor]()).toBe('object')
        else
          expect(() => integration[accessor]()).toThrow(
            expect.objectContaining({ code: 'WRONG_MODE', message: expect.stringContaining(`${accessor}()`) }),
          )
      }
    })

    test('a hook called by name does what the method does', async () => {
      const [byMethod, byName] = [create(), create()]
      // asking for the object may switch on what only the framework's own process can see
      const [listener] = [listenerOf(byMethod), listenerOf(byName)]
      for (const [hook, args] of Object.entries(subject.calls)) {
        await listener[definition.hooks[hook]!.method]!(...args)
        await byName.callHook(hook, args)
      }
      const [expected, recorded] = [await recordsOf(byMethod), await recordsOf(byName)]
      expect(recorded).toEqual(expected)
      expect(byName.getStats()).toEqual(byMethod.getStats())
      expect(lines).toEqual([])
    })

    test('it counts calls per hook, points and media', async () => {
      const integration = create()
      for (const [hook, args] of Object.entries(subject.calls)) await integration.callHook(hook, args)
      const records = await runs.records(integration.run)
      const count = (kind: string) => records.filter(record => record.kind === kind).length
      expect(integration.getStats()).toEqual({
        framework: definition.framework,
        mode: definition.mode,
        calls: hookNames.length,
        points: count('metric'),
        media: count('media'),
        failures: 0,
        hooks: Object.fromEntries(hookNames.map(hook => [hook, 1])),
      })
    })

    test('trap 2: a tracker that throws at every call reaches the framework at none, is counted, and told once per place', async () => {
      const integration = create(brokenRun(runs.open()))
      const listener = listenerOf(integration)
      const before = failuresOf(definition.framework)
      for (let round = 0; round < 2; round++) {
        for (const [hook, args] of Object.entries(subject.calls))
          await listener[definition.hooks[hook]!.method]!(...args)
      }
      const { failures, lastError } = integration.getStats()
      expect(failures).toBeGreaterThan(0)
      expect(lastError).toContain('the tracker is broken')
      expect(failuresOf(definition.framework) - before).toBe(failures)
      expect(lines.length).toBe(failures / 2)
      expect(lines[0]).toContain(definition.framework)
    })

    test.each(Object.entries(subject.refused))(
      'bad arguments of %s are named to a caller by name and never thrown into the framework',
      (hook, { args, field }) => {
        const integration = create()
        expect(() => integration.callHook(hook, args)).toThrow(
          expect.objectContaining({ code: 'INVALID_ARGUMENT', field }),
        )
        expect(() => listenerOf(integration)[definition.hooks[hook]!.method]!(...args)).not.toThrow()
        expect(integration.getStats()).toMatchObject({ calls: 2, failures: 2, points: 0 })
      },
    )

    test.each(['no_such_hook', 'toString', '__proto__', 'constructor', 'run'])('the hook %s is unknown', hook => {
      expect(() => create().callHook(hook, [])).toThrow(
        expect.objectContaining({
          code: 'UNKNOWN_HOOK',
          message: expect.stringContaining(hookNames[0] ?? definition.framework),
        }),
      )
    })

    test('finish returns one promise and ends the run', async () => {
      const integration = create()
      const finished = integration.finish()
      expect(integration.finish()).toBe(finished)
      await integration[Symbol.asyncDispose]()
      expect(integration.run.state).toBe('finished')
    })

    test('an outcome of finish is the outcome of the run', async () => {
      const integration = create()
      await integration.finish({ state: 'failed', error: new Error('no GPU') })
      expect(await runs.records(integration.run)).toContainEqual(
        expect.objectContaining({
          kind: 'end',
          state: 'failed',
          error: expect.objectContaining({ message: 'no GPU' }),
        }),
      )
    })

    test('trap 25: of two integrations on a run the first to finish leaves it open', async () => {
      const run = runs.open()
      const [first, second] = [create(run), create(run)]
      const left = first.finish()
      expect(first.finish()).toBe(left)
      await left
      expect(run.state).toBe('running')
      await second.finish()
      expect(run.state).toBe('finished')
    })

    test('after the run has ended its hooks are harmless', async () => {
      const integration = create()
      const listener = listenerOf(integration)
      await integration.finish()
      for (const [hook, args] of Object.entries(subject.calls)) await listener[definition.hooks[hook]!.method]!(...args)
      expect((await runs.records(integration.run)).at(-1)?.kind).toBe('end')
    })

    async function recordsOf({ run }: Integration): Promise<unknown> {
      const records = await runs.records(run)
      const shown = JSON.stringify(
        records.filter(record => record.kind !== 'open'),
        (key, value: unknown) => (MEASURED.has(key) ? undefined : value),
      )
      return JSON.parse(shown.replaceAll(run.id, 'RUN').replaceAll(/"v\d+"/g, '"V"'))
    }
  })
}

function listenerOf(integration: Integration): Listener {
  return integration[ACCESSORS[integration.mode as Exclude<IntegrationMode, 'autolog'>]]() as Listener
}

function failuresOf(framework: string): number {
  return getIntegrationErrorStats()[`integration:${framework}`]?.failures ?? 0
}
