const SWEEP = ['detailed', 'sweep-0', 'sweep-2', 'sweep-3', 'sweep-4', 'sweep-6', 'sweep-7', 'sweep-8']
const runs = SWEEP.map(id => `run=${id}`).join('&')

const calls = ['trace-0/trace-0-answer', 'trace-2/trace-2-answer']
  .map(place => `call=${encodeURIComponent(`detailed/${place}`)}`)
  .join('&')

export interface View {
  name: string
  path: string
  /** What a reader must find there. */
  shows: string
}

/** Every view of the dashboard with sample data, and a text that only appears when its data has come. */
export const VIEWS: readonly View[] = [
  { name: 'runs', path: '/runs?run=detailed&run=sweep-4', shows: 'wide-adam' },
  { name: 'runs-grouped', path: '/runs?group=config:optimizer', shows: 'sgd' },
  { name: 'charts', path: '/runs/detailed/charts', shows: 'val/accuracy' },
  { name: 'charts-of-runs', path: `/charts?${runs}&smooth=ema:0.6&spikes=cut`, shows: 'train/accuracy' },
  { name: 'charts-by-group', path: `/charts?${runs}&group=config:optimizer`, shows: 'val/loss' },
  { name: 'chart-full-screen', path: `/charts?${runs}&full=loss&logy=1`, shows: 'loss' },
  { name: 'compare', path: `/compare?${runs}`, shows: 'learningRate' },
  { name: 'parallel-coordinates', path: `/compare/parallel?${runs}`, shows: 'axes' },
  { name: 'scatter', path: `/compare/scatter?${runs}`, shows: 'Scatter' },
  { name: 'importance', path: `/compare/importance?${runs}`, shows: 'Correlation' },
  { name: 'run', path: '/runs/detailed', shows: 'What came of it' },
  { name: 'run-failed', path: '/runs/broken', shows: 'loss is NaN at step 12' },
  { name: 'media', path: '/runs/detailed/media', shows: 'predictions' },
  { name: 'traces', path: '/runs/detailed/traces?kind=llm', shows: 'small-model' },
  { name: 'calls-over-time', path: '/traces?show=time', shows: 'middle-model' },
  { name: 'calls-compare', path: `/calls/compare?${calls}`, shows: 'What was answered' },
  { name: 'call-replay', path: `/calls/replay?${calls}`, shows: 'As it was recorded' },
  { name: 'trace', path: '/runs/detailed/traces/trace-5?span=trace-5-answer', shows: 'RateLimitError' },
  { name: 'traces-grouped', path: '/traces?show=groups', shows: 'visit-3' },
  { name: 'evaluations', path: '/evaluations', shows: 'round 2' },
  { name: 'evaluation', path: '/runs/capitals-2/evaluation?with=capitals-1', shows: 'What is the capital of Kenya?' },
  { name: 'prompts', path: '/prompts', shows: '3 versions' },
  { name: 'prompt', path: '/prompts/capitals/prompt-capital', shows: 'Say so when you do not know' },
  { name: 'artifacts', path: '/artifacts', shows: 'digits-model' },
  { name: 'artifact', path: '/artifacts/digits/digits-model/v1', shows: 'weights.json' },
  { name: 'system', path: '/runs/detailed/system', shows: 'cpu.percent' },
  { name: 'log', path: '/runs/detailed/logs', shows: 'epoch 49' },
  { name: 'files', path: '/runs/detailed/files', shows: 'weights.json' },
  { name: 'environment', path: '/runs/detailed/environment', shows: 'Uncommitted changes' },
  { name: 'alerts', path: '/alerts', shows: 'The loss spiked' },
]
