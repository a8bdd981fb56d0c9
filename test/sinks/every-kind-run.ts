import * as seetrain from 'seetrain'

const FRAMES = { shape: [2, 2, 2, 1], fps: 5 }

/** What is sent out and looked for on the other side. */
export const SENT = {
  losses: [0.5, Number.NaN, Infinity, -Infinity, 0.1 + 0.2],
  pixels: [0, 0.25, 0.5, 1],
  points: [
    [0, 0, 0, 255, 0, 0],
    [1, 2, 3, 0, 255, 0],
  ],
  html: '<h1>Done & dusted</h1>',
  text: 'To be, or not to be: that is the question',
  molecule: 'HEADER    TEST\nATOM      1  C   LIG A   1       0.000   0.000   0.000  1.00  0.00           C\nEND\n',
  obj: 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n',
  truth: [0, 0, 1, 1],
  scores: [0.1, 0.4, 0.35, 0.8],
  line: 'a line on the console',
}

/** Runs what logs every kind of record, and every type of media, once. Returns the run when it has ended. */
export async function runEveryKind(options: seetrain.InitOptions): Promise<seetrain.Run> {
  const run = seetrain.init({
    project: 'round-trip',
    experimentName: 'every kind',
    description: 'One of each',
    notes: 'Look closely',
    tags: ['test', 'sinks'],
    group: 'trips',
    jobType: 'train',
    config: { lr: 1e-3, layers: [64, 10], optimizer: { name: 'adam', amsgrad: false }, seed: null },
    ...options,
  })
  logNumbers(run)
  logPictures(run)
  logOthers(run)
  const model = new seetrain.Artifact('weights', 'model', { description: 'the best', metadata: { epochs: 2 } })
  model.addBytes(new Uint8Array([1, 2, 3]), 'net/weights.bin')
  model.addReference('https://example.org/data.csv', { path: 'data.csv', size: 10 })
  run.logArtifact(model, { aliases: ['best'], step: 4 })
  run.alert('Loss is not finite', { text: 'at step 1', level: 'warning', step: 1 })
  run.logSpan(span())
  run.edit({ notes: 'Looked closely' })
  console.log(SENT.line)
  await untilSampled(run)
  await run.finish({ state: 'finished', exitCode: 0 })
  return run
}

/** The monitor takes its first sample when it has two readings to compare. */
async function untilSampled(run: seetrain.Run): Promise<void> {
  while ((run.stats().records['system'] ?? 0) === 0) await new Promise(resolve => setTimeout(resolve, 5))
}

function logNumbers(run: seetrain.Run): void {
  run.defineMetric('loss', { summary: 'min', goal: 'minimize', kind: 'loss' })
  run.defineMetric('val/acc', { stepKey: 'epoch', summary: 'max', goal: 'maximize' })
  for (const [step, loss] of SENT.losses.entries()) run.log({ loss }, { step, epoch: step >> 1 })
  run.log({ 'val/acc': 0.75 }, { step: 4 })
  // a restart: the steps fall
  run.log({ loss: 0.25 }, { step: 2 })
  run.log({ loss: 0.125 }, { step: 3 })
}

function logPictures(run: seetrain.Run): void {
  const size = { width: 2, height: 2 }
  const classes = { 0: 'background', 1: 'cat' }
  run.logImage('picture', SENT.pixels, {
    ...size,
    step: 1,
    caption: 'four pixels',
    masks: { truth: { data: [0, 1, 1, 0], classes } },
    boxes: {
      found: { boxes: [{ position: { minX: 0, maxX: 1, minY: 0, maxY: 0.5 }, classId: 1, score: 0.9 }], classes },
    },
  })
  run.logImage('batch', new Uint8Array([0, 64, 128, 255, 255, 128, 64, 0]), { shape: [2, 2, 2, 1], step: 1 })
  run.logVideo('film', new Uint8Array([0, 64, 128, 255, 255, 128, 64, 0]), { ...FRAMES, step: 1 })
  run.logObject3D('points', SENT.points, { step: 1, boxes: [{ center: [0, 0, 0], size: [2, 2, 2], label: 'all' }] })
  run.logObject3D('triangle', new TextEncoder().encode(SENT.obj), { format: 'obj', step: 1 })
}

function logOthers(run: seetrain.Run): void {
  const tone = Float32Array.from({ length: 80 }, (_, i) => Math.sin(i / 4))
  run.logAudio('tone', tone, { sampleRate: 8000, caption: 'a tone', step: 1 })
  run.logText('sample', SENT.text, { step: 1 })
  run.logHistogram('weights', { counts: [5, 9, 2], edges: [0, 10, 20, 40] }, { step: 1 })
  const picture = new seetrain.Image(SENT.pixels, { width: 2, height: 2 })
  const rows = [
    { id: 1, word: 'a', ok: true, picture },
    { id: Number.NaN, word: null, ok: false, picture: null },
  ]
  run.logTable('rows', rows, { step: 1 })
  run.logPlot('pr', seetrain.prCurve(SENT.truth, SENT.scores), { step: 1 })
  run.logPlot('lines', seetrain.linePlot({ a: [1, 2], b: [2, 1] }, { title: 'Two' }), { step: 1 })
  run.logPlot('figure', [{ type: 'bar', x: ['a'], y: [1] }], { step: 1 })
  run.logPlot('echarts', { series: [{ type: 'pie', data: [1, 2] }] }, { step: 1 })
  run.logHtml('page', SENT.html, { step: 1 })
  run.logMolecule('ligand', SENT.molecule, { format: 'pdb', step: 1 })
}

function span(): seetrain.SpanRecord {
  const time = Date.now()
  return {
    kind: 'span',
    time,
    endTime: time + 5,
    traceId: '0'.repeat(31) + '1',
    spanId: '0'.repeat(15) + '1',
    name: 'chat',
    spanKind: 'llm',
    status: 'ok',
    attributes: { model: 'none' },
  }
}
