// A folder of runs with something of everything that the dashboard shows: `node make-sample.ts FOLDER`.
import { existsSync } from 'node:fs'
import { init, type Run, type SettingsArgument } from 'seetrain'
import { logSampleArtifacts } from './sample-artifacts.ts'
import { makeSampleEvaluations } from './sample-evaluations.ts'
import { logSampleMedia } from './sample-media.ts'
import { logSampleTraces } from './sample-traces.ts'
import { seededNoise } from './seeded-noise.ts'

const dir = process.argv[2]
if (dir === undefined || !existsSync(dir)) throw new Error('Name an existing folder.')

const QUIET: SettingsArgument = { captureConsole: false, captureEnvironment: false, systemMonitor: false }
const RATES = [0.1, 0.03, 0.01, 0.003, 0.001, 0.0003]
const STEPS = 400
const SAMPLES = 12
const MOST_SAMPLING_MS = 30_000

await makeSampleEvaluations(dir, QUIET)
for (const [index, learningRate] of RATES.entries()) {
  for (const optimizer of ['adam', 'sgd']) await train(index * 2 + Number(optimizer === 'sgd'), learningRate, optimizer)
}
await trainInDetail()
await fail()
await fork()

/** A plain run of a sweep. */
async function train(seed: number, learningRate: number, optimizer: string): Promise<void> {
  const run = init({
    dir: dir!,
    id: `sweep-${seed}`,
    project: 'digits',
    experimentName: `${optimizer}-${learningRate}`,
    group: optimizer,
    tags: seed % 3 === 0 ? ['baseline'] : [],
    config: {
      learningRate,
      optimizer,
      batchSize: 32 * (1 + (seed % 3)),
      model: { layers: 2 + (seed % 2), width: 128 },
    },
    settings: QUIET,
  })
  const noise = seededNoise(seed)
  const speed = learningRate * (optimizer === 'adam' ? 3 : 1)
  for (let step = 0; step < STEPS; step += 1) {
    const left = Math.exp(-step * speed * 0.2) + (learningRate >= 0.1 ? 0.4 : 0.05)
    run.log({ loss: left * (1 + 0.1 * noise()), 'train/accuracy': 1 - left / 2 + 0.01 * noise() }, { step })
    if (step % 20 === 19)
      run.log(
        { 'val/loss': left * 1.1 + 0.02 * noise(), 'val/accuracy': 0.97 - left / 2 },
        { step, epoch: (step + 1) / 20 },
      )
  }
  await run.finish()
}

/** The run whose pages are looked at. */
async function trainInDetail(): Promise<void> {
  const run = init({
    dir: dir!,
    id: 'detailed',
    project: 'digits',
    experimentName: 'wide-adam',
    description: 'The sweep’s best settings, with everything recorded.',
    tags: ['best', 'reviewed'],
    group: 'adam',
    notes:
      '## What came of it\n\nThe loss **spikes** once at step 700 and recovers.\n\n| split | accuracy |\n| --- | --- |\n| val | 0.98 |\n\n- [x] look at the spike\n- [ ] train longer',
    config: {
      learningRate: 0.01,
      optimizer: 'adam',
      batchSize: 64,
      model: { layers: 3, width: 256, activation: 'relu' },
      augment: ['crop', 'flip'],
    },
    // what tells where it was made stays out of the screenshots
    settings: { captureConsole: true, captureCommand: false, captureHost: false, systemIntervalMs: 100 },
  })
  const noise = seededNoise(99)
  for (let step = 0; step < 5000; step += 1) {
    const left = Math.exp(-step / 900) + 0.02
    run.log(
      { loss: step === 700 ? 40 : left * (1 + 0.2 * noise()), 'optimizer/learningRate': 0.01 * 0.9995 ** step },
      { step },
    )
    if (step % 100 === 0) {
      run.log(
        {
          'val/loss': left * 1.1,
          'val/accuracy': 0.99 - left / 3,
          'gradients/norm': step === 700 ? Number.NaN : 1 + noise(),
        },
        { step, epoch: step / 100 },
      )
      console.log(`epoch ${step / 100}: \u001B[32mval/loss ${(left * 1.1).toFixed(4)}\u001B[0m`)
    }
  }
  console.error('\u001B[33mwarning: one batch held no digits\u001B[0m')
  logSampleMedia(run)
  logSampleTraces(run)
  logSampleArtifacts(run)
  run.alert('The loss spiked', { text: 'from 0.4 to 40 within one step', level: 'warning', step: 700 })
  run.alert('Training is over', { level: 'info', step: 5000 })
  await sampled(run)
  await run.finish()
}

/** Shares of the processor are known from the second sample on, and samples take their time on a busy machine. */
async function sampled(run: Run): Promise<void> {
  const end = Date.now() + MOST_SAMPLING_MS
  while ((run.stats().records['system'] ?? 0) < SAMPLES && Date.now() < end)
    await new Promise(resolve => setTimeout(resolve, 100))
}

async function fail(): Promise<void> {
  const run = init({
    dir: dir!,
    id: 'broken',
    project: 'digits',
    experimentName: 'too-fast',
    config: { learningRate: 10, optimizer: 'sgd' },
    settings: QUIET,
  })
  for (let step = 0; step < 20; step += 1) run.log({ loss: step < 12 ? 2 ** step : Number.NaN }, { step })
  run.alert('The loss is no number', { level: 'error', step: 12 })
  await run.finish({ state: 'failed', error: new RangeError('loss is NaN at step 12') })
}

async function fork(): Promise<void> {
  const run = init({
    dir: dir!,
    id: 'forked',
    project: 'digits',
    experimentName: 'wide-adam-slower',
    forkFrom: { run: 'detailed', step: 2000 },
    config: { learningRate: 0.001 },
    settings: QUIET,
  })
  for (let step = 2001; step < 2400; step += 1) run.log({ loss: 0.1 + 10 / step }, { step })
  run.useArtifact('digits-model:best')
  await run.finish()
}
