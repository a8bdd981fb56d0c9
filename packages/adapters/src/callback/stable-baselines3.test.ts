import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { runFolderPerTest } from '../../../../test/fixtures/run-folder-per-test.ts'
import { definition, StableBaselines3Integration } from './stable-baselines3.ts'

const scalar = (value: number) => ({ data: Float64Array.of(value), shape: [], dtype: 'float64' })

describeIntegration('stable_baselines3', {
  definition,
  calls: {
    on_training_start: [{ algorithm: 'PPO', learning_rate: 3e-4 }],
    write: [{ 'rollout/ep_rew_mean': 10, 'time/fps': scalar(500), note: 'hi' }, { note: ['csv'] }, 2048],
  },
  refused: { write: { args: [[]], field: 'key_values' }, on_training_start: { args: [], field: 'model' } },
})

describe('stable_baselines3', () => {
  const runs = runFolderPerTest()

  test('keys keep their groups; pictures, films and text are what they are', async () => {
    const integration = new StableBaselines3Integration(runs().open())
    integration.getCallback().write(
      {
        'train/loss': scalar(0.5),
        'eval/frame': { _type: 'image', data: new Uint8Array(12), shape: [2, 2, 3] },
        'eval/film': { _type: 'video', data: { data: new Uint8Array(24), shape: [2, 3, 2, 2] }, layout: 'CHW', fps: 4 },
        'eval/note': 'solved',
      },
      {},
      100,
    )
    const media = (await runs().records(integration.run)).filter(record => record.kind === 'media')
    expect(media.map(({ key, type, step }) => [key, type, step])).toEqual([
      ['eval/frame', 'image', 100],
      ['eval/film', 'video', 100],
      ['eval/note', 'text', 100],
    ])
    expect(await runs().points(integration.run, 'train/loss')).toEqual([[100, 0.5]])
  })
})
