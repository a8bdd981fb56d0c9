import { Image, confusionMatrix, linePlot, type Run } from 'seetrain'
import { seededNoise } from './seeded-noise.ts'

const SIZE = 48

/** Media of every type, over a few steps where that says something. */
export function logSampleMedia(run: Run): void {
  const noise = seededNoise(5)
  for (const step of [0, 1000, 2000, 3000, 4000]) {
    const sharp = 0.2 + step / 5000
    run.logImage('predictions', blob(sharp), {
      shape: [SIZE, SIZE, 3],
      step,
      caption: `a ring at step ${step}`,
      ...overlays(step),
    })
    run.logText(
      'samples/story',
      `Once upon a time a network learned ${'very '.repeat(step / 1000)}well.\nIt saw ${step} digits.`,
      { step },
    )
    run.logHistogram(
      'weights/first',
      Float64Array.from({ length: 2000 }, () => (noise() + noise() + noise()) * sharp),
      { step, bins: 40 },
    )
  }
  logMore(run)
  logPlots(run)
  logShapes(run)
}

function logMore(run: Run): void {
  run.logAudio(
    'sound/tone',
    Float32Array.from({ length: 8000 }, (_, i) => Math.sin(i * 0.2) * Math.exp(-i / 4000)),
    { sampleRate: 8000, step: 1, caption: 'a bell' },
  )
  const frames = Uint8Array.from({ length: 12 * 32 * 32 }, (_, i) => ((i % 32) * 8 + Math.floor(i / 1024) * 20) % 256)
  run.logVideo('episode', frames, { shape: [12, 32, 32], fps: 6, step: 1 })
  run.logTable(
    'examples',
    Array.from({ length: 1200 }, (_, row) => ({
      id: row,
      label: 'zero one two three four five six seven eight nine'.split(' ')[row % 10],
      score: row === 7 ? Number.NaN : Math.sin(row) ** 2,
      right: row % 9 !== 0,
      ...(row < 40 && { picture: new Image(blob(row / 40), { shape: [SIZE, SIZE, 3] }) }),
    })),
    { step: 1 },
  )
  run.logText('report', '# Report\n\nThe network **reads digits**.\n\n| digit | right |\n| --- | --- |\n| 0 | 99 % |', {
    format: 'markdown',
    step: 1,
  })
  run.logHtml(
    'page',
    '<h1>Done</h1><p id="out">without scripts</p><script>out.textContent = "with scripts, origin " + origin</script>',
    { step: 1 },
  )
}

function logPlots(run: Run): void {
  run.logPlot(
    'plots/vega-lite',
    linePlot({ train: [3, 2, 1.2, 0.9], validation: [3, 2.4, 1.9, 1.8] }, { title: 'Loss', xTitle: 'epoch' }),
    { step: 1 },
  )
  const truth = Array.from({ length: 90 }, (_, i) => i % 3)
  run.logPlot(
    'plots/confusion',
    confusionMatrix(
      truth,
      truth.map((label, i) => (i % 7 === 0 ? (label + 1) % 3 : label)),
      ['cat', 'dog', 'owl'],
    ),
    { step: 1 },
  )
  run.logPlot(
    'plots/echarts',
    { xAxis: { type: 'category', data: ['a', 'b', 'c'] }, yAxis: {}, series: [{ type: 'bar', data: [3, 5, 2] }] },
    { step: 1 },
  )
  run.logPlot(
    'plots/plotly',
    { data: [{ type: 'scatter', x: [1, 2, 3], y: [2, 6, 3] }], layout: { title: { text: 'Plotly' } } },
    { step: 1 },
  )
}

function logShapes(run: Run): void {
  const points = Array.from({ length: 3000 }, (_, i) => {
    const [turn, tube] = [i * 0.37, i * 0.031]
    return [
      (2 + Math.cos(tube)) * Math.cos(turn),
      (2 + Math.cos(tube)) * Math.sin(turn),
      Math.sin(tube),
      60 + (i % 180),
      90,
      200,
    ]
  })
  run.logObject3D('shapes/torus', points, { step: 1, boxes: [{ center: [0, 0, 0], size: [6, 6, 2], label: 'all' }] })
  run.logMolecule('molecules/aspirin', 'CC(=O)Oc1ccccc1C(=O)O', { step: 1 })
  run.logMolecule('molecules/water', '3\nwater\nO 0 0 0.12\nH 0 0.76 -0.48\nH 0 -0.76 -0.48\n', {
    format: 'xyz',
    step: 1,
  })
}

/** A ring that gets sharper. */
function blob(sharp: number): Float32Array {
  return Float32Array.from({ length: SIZE * SIZE * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3)
    const distance = Math.hypot((pixel % SIZE) - SIZE / 2, Math.floor(pixel / SIZE) - SIZE / 2)
    return Math.exp(-((distance - 14) ** 2) * 0.06 * sharp) * (i % 3 === 0 ? 1 : 0.6)
  })
}

function overlays(step: number) {
  const classes = { 0: 'background', 1: 'ring' }
  const data = Array.from({ length: SIZE * SIZE }, (_, pixel) => {
    const distance = Math.hypot((pixel % SIZE) - SIZE / 2, Math.floor(pixel / SIZE) - SIZE / 2)
    return Number(Math.abs(distance - 14) < 3)
  })
  const edge = 0.1 + step / 40_000
  return {
    masks: { truth: { data, classes } },
    boxes: {
      model: {
        boxes: [{ position: { minX: edge, maxX: 1 - edge, minY: edge, maxY: 1 - edge }, classId: 1, score: 0.9 }],
        classes,
      },
    },
  }
}
