import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ArtifactRecord, Run } from '@seetrain/core'
import { captureDiag } from '@seetrain/core/testing'
import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import { definition, PytorchLightningIntegration, type LightningLogger } from './pytorch-lightning.ts'

const PIXELS = { data: new Uint8Array(12), shape: [2, 2, 3], dtype: 'uint8' }

describeIntegration('pytorch_lightning', {
  definition,
  calls: {
    log_hyperparams: [{ lr: 0.1, encoder: { layers: 2 } }],
    log_graph: ['LitModel()'],
    log_metrics: [{ train_loss_step: 0.5, epoch: 0 }, 9],
    log_image: ['samples', [PIXELS, PIXELS], 9, ['a', 'b']],
    log_audio: ['sound', { data: new Float32Array(8), shape: [8] }, 9, 8000],
    log_video: ['film', { data: new Uint8Array(24), shape: [2, 2, 2, 3] }, 9, 4],
    log_text: ['note', ['one', 'two'], 9],
    log_table: ['rows', ['x'], [[1]], undefined, 9],
    after_save_checkpoint: [{ best_model_path: '', last_model_path: '', monitor: null }],
    finalize: ['success'],
  },
  refused: {
    log_metrics: { args: ['loss', 1], field: 'metrics' },
    log_hyperparams: { args: [null], field: 'params' },
    after_save_checkpoint: { args: [], field: 'checkpoint_callback' },
    finalize: { args: [1], field: 'status' },
  },
})

describe('pytorch_lightning', () => {
  let runs: RunFolder
  let run: Run
  let integration: PytorchLightningIntegration
  let logger: LightningLogger

  let release: () => void

  beforeEach(() => {
    release = captureDiag(() => {})
    runs = new RunFolder()
    run = runs.open()
    integration = new PytorchLightningIntegration(run)
    logger = integration.getCallback()
  })

  afterEach(async () => {
    release()
    await runs.close()
  })

  let clock = 1_700_000_000
  function save(name: string, content: string): string {
    const path = join(runs.dir, name)
    writeFileSync(path, content)
    utimesSync(path, clock, clock)
    clock += 1
    return path
  }

  async function versions(): Promise<string[]> {
    const records = (await runs.records(run)).filter((record): record is ArtifactRecord => record.kind === 'artifact')
    return records.map(record => `${record.version} ${record.aliases.filter(alias => alias !== 'latest').join('+')}`)
  }

  test('the epoch that Lightning adds becomes the epoch of the points', async () => {
    logger.logMetrics({ val_loss: 0.25, epoch: 3 }, 120)
    const metrics = (await runs.records(run)).filter(record => record.kind === 'metric')
    expect(metrics).toMatchObject([{ key: 'val_loss', value: 0.25, step: 120, epoch: 3 }])
  })

  test('nested hyperparameters keep their nesting; what can not be stored becomes its name', () => {
    class Namespace {
      lr = 0.1
      gpus = null
    }
    logger.logHyperparams({ args: new Namespace(), model: { act: Math.max, sizes: [1, 2] } })
    expect(run.config).toMatchObject({ args: { lr: 0.1, gpus: null }, model: { act: 'max', sizes: [1, 2] } })
  })

  test('trap 4: a last checkpoint overwritten five times is five versions, and best moves when a better one comes', async () => {
    let best = ''
    for (let epoch = 0; epoch < 5; epoch++) {
      const last = save('last.ckpt', `weights ${epoch}`)
      if (epoch === 0 || epoch === 3) best = save(`epoch=${epoch}.ckpt`, `best of ${epoch}`)
      // Lightning tells each save twice when it keeps a last checkpoint
      for (let twice = 0; twice < 2; twice++)
        logger.afterSaveCheckpoint({
          best_model_path: best,
          last_model_path: last,
          monitor: 'val_loss',
          mode: 'min',
          best_model_score: 0.5,
        })
    }
    expect(await versions()).toEqual(['v0 last', 'v1 best', 'v2 last', 'v3 last', 'v4 last', 'v5 best', 'v6 last'])
    const name = `checkpoint-${run.id}`
    expect(new TextDecoder().decode(run.useArtifact(`${name}:last`).read('last.ckpt'))).toBe('weights 4')
    expect(run.useArtifact(`${name}:best`).files()).toEqual(['epoch=3.ckpt'])
    expect(run.useArtifact(`${name}:best`).metadata).toMatchObject({
      file: 'epoch=3.ckpt',
      monitor: 'val_loss',
      score: 0.5,
    })
  })

  test('without a last checkpoint the newest kept one is the last', async () => {
    const first = save('a.ckpt', 'a')
    logger.afterSaveCheckpoint({ bestModelPath: first, lastModelPath: '', bestKModels: { [first]: 0.5 } })
    const second = save('b.ckpt', 'b')
    logger.afterSaveCheckpoint({ bestModelPath: first, bestKModels: { [first]: 0.5, [second]: 0.75 } })
    expect(await versions()).toEqual(['v0 best+last', 'v1 last'])
  })

  test('a checkpoint that is gone fails inside and is tried again', async () => {
    const path = join(runs.dir, 'late.ckpt')
    logger.afterSaveCheckpoint({ last_model_path: path })
    expect(integration.getStats()).toMatchObject({ failures: 1, lastError: expect.stringContaining('late.ckpt') })
    save('late.ckpt', 'now')
    logger.afterSaveCheckpoint({ last_model_path: path })
    expect(await versions()).toEqual(['v0 last'])
  })

  test.each([
    [['success'], 'finished'],
    [['finished'], 'finished'],
    [['failed'], 'failed'],
    [['failed', 'success'], 'finished'],
  ])('trap 25: finalize %j leaves the run open; it then ends as %s', async (statuses, state) => {
    for (const status of statuses) logger.finalize(status)
    expect(run.state).toBe('running')
    await integration.finish()
    expect(run.state).toBe(state)
  })
})
