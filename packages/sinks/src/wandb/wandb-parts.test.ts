import { pythonJson } from './python-json.ts'
import { StepAxes } from './step-axes.ts'
import { SummaryValues } from './summary-values.ts'
import { systemValues } from './system-names.ts'
import { WandbConsole } from './wandb-console.ts'

describe('pythonJson', () => {
  it('is JSON with the words that Python has for other numbers', () => {
    const value = {
      a: [Number.NaN, Infinity, -Infinity, -0, 12n],
      at: new Date(0),
      bytes: Uint8Array.of(1),
      text: '"',
      none: undefined,
    }
    expect(pythonJson(value)).toBe(
      '{"a":[NaN,Infinity,-Infinity,-0.0,12],"at":"1970-01-01T00:00:00.000Z","bytes":"AQ==","text":"\\""}',
    )
  })
})

describe('SummaryValues', () => {
  const define = { kind: 'definition', time: 0, key: 'loss' } as const

  it('has the last value, or what the definition asks for, also when it goes on later', () => {
    const first = new SummaryValues()
    first.define({ ...define, summary: 'best', goal: 'minimize' })
    for (const value of [3, Number.NaN, 1]) first.add('loss', value)
    first.add('acc', 0.5)
    expect(first.take()).toEqual([
      [['loss', 'best'], 1],
      [['acc'], 0.5],
    ])
    expect(first.take()).toEqual([])
    const second = new SummaryValues(first.state)
    second.add('loss', 2)
    expect(second.take()).toEqual([[['loss', 'best'], 1]])
  })

  it.each([
    ['mean', 2],
    ['max', 3],
    ['min', 1],
  ] as const)('knows %s', (summary, value) => {
    const values = new SummaryValues()
    values.define({ ...define, summary })
    for (const point of [1, 2, 3]) values.add('loss', point)
    expect(values.take()).toEqual([[['loss', summary], value]])
  })

  it('leaves out a metric that wants none', () => {
    const values = new SummaryValues()
    values.define({ ...define, summary: 'none' })
    values.add('loss', 1)
    expect(values.take()).toEqual([])
  })
})

describe('StepAxes', () => {
  it('gives a row the last value of an axis that it lacks', () => {
    const axes = new StepAxes()
    axes.define({ kind: 'definition', time: 0, key: 'val', stepKey: 'epoch' })
    const early = new Map([['val', 0.1]])
    axes.complete(early)
    axes.see('epoch', 3)
    const later = new Map([['val', 0.2]])
    new StepAxes(axes.state).complete(later)
    expect([[...early], [...later]]).toEqual([
      [['val', 0.1]],
      [
        ['val', 0.2],
        ['epoch', 3],
      ],
    ])
  })
})

describe('WandbConsole', () => {
  it('moves up to a line that is printed anew', () => {
    const lines = new WandbConsole()
    const print = (line: number, text: string): string =>
      lines.textOf({ kind: 'console', time: 0, stream: 'stdout', line, text })
    expect([print(0, 'a'), print(1, '10 %'), print(1, '20 %'), print(0, 'b'), print(2, 'c')]).toEqual([
      'a\n',
      '10 %\n',
      '\u001B[1A\r\u001B[2K20 %\n',
      '\u001B[2A\r\u001B[2Kb\n\u001B[1B\r',
      'c\n',
    ])
  })
})

describe('systemValues', () => {
  it("has W&B's names where it measures the same", () => {
    expect(
      systemValues({ 'cpu.percent': 1, 'gpu.0.utilization': 2, 'gpu.1.temperature_celsius': 3, 'disk.free_bytes': 4 }),
    ).toEqual({
      cpu: 1,
      'gpu.0.gpu': 2,
      'gpu.1.temp': 3,
      'disk.free_bytes': 4,
    })
  })
})
