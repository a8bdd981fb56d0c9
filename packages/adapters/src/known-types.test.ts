import { init, registerIntegration, withIntegration } from '@seetrain/core'
import { RunFolder } from '../../../test/fixtures/run-folder.ts'
import { integrations } from './catalog.ts'
import { KerasIntegration } from './callback/keras.ts'

let runs: RunFolder
const undo: (() => void)[] = []

beforeEach(() => {
  runs = new RunFolder()
  for (const [framework, load] of Object.entries(integrations)) undo.push(registerIntegration(framework, load))
})

afterEach(async () => {
  for (const step of undo.splice(0)) step()
  await runs.close()
})

// the compiler checks most of this: a line below would not compile if init knew less
test('init knows the type and the options of each id', async () => {
  const keras = init('keras', { ...runs.options(), experimentName: 'typed', batchEvery: 2 })
  keras.getCallback().onEpochEnd(0, { loss: 1 })
  expect(keras).toBeInstanceOf(KerasIntegration)
  // @ts-expect-error the option is called batchEvery
  expect(() => init('keras', { ...runs.options(), batchevery: 2 })).toThrow('Did you mean "batchEvery"?')
  // @ts-expect-error Keras has no tracker of this kind
  expect(() => keras.getTracker().log({})).toThrow('getTracker()')
  await keras.finish()
})

test('an id that is known at run time alone gives a plain integration', async () => {
  const framework: string = 'optuna'
  const integration = init(framework, { ...runs.options(), experimentName: 'plain' })
  const tracker: unknown = integration.getTracker()
  expect(tracker).toHaveProperty('tell')
  await integration.finish()
})

test('withIntegration hands out the same types', async () => {
  const run = await withIntegration('tensorboard', { ...runs.options(), logDir: 'logs' }, integration => {
    integration.writer('logs/val').addScalar('loss', 1, 0)
    return integration.run
  })
  expect(run.summary['val/loss']).toBe(1)
})
