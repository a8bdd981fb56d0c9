import * as autolog from '@seetrain/autolog'
import { init, type SpanRecord } from '@seetrain/core'
import { transformSync as swc } from '@swc/core'
import { transformSync as esbuild } from 'esbuild'
import { spansOf, Stage } from './stage.ts'

const stage = new Stage()

/** What each compiler makes of decorators: of the standard's, and of TypeScript's own before. */
const COMPILERS: { readonly [name: string]: (source: string) => string } = {
  'esbuild, standard': source => esbuild(source, { loader: 'ts', format: 'cjs', target: 'es2022' }).code,
  'esbuild, experimental': source =>
    esbuild(source, {
      loader: 'ts',
      format: 'cjs',
      target: 'es2022',
      tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
    }).code,
  'swc, standard': source => swcOf(source, { decoratorVersion: '2022-03' }),
  'swc, experimental': source => swcOf(source, { legacyDecorator: true }),
}
const STANDARD = Object.keys(COMPILERS).filter(name => name.endsWith('standard'))
const EXPERIMENTAL = Object.keys(COMPILERS).filter(name => name.endsWith('experimental'))

function swcOf(source: string, transform: object): string {
  const parser = { syntax: 'typescript' as const, decorators: true }
  return swc(source, { swcrc: false, jsc: { target: 'es2022', parser, transform }, module: { type: 'commonjs' } }).code
}

/** The class `Tool` of a program. esbuild writes to `module.exports`, swc to `exports`. */
function classOf<T>(compiler: string, source: string): T {
  const holder = { exports: {} as { Tool?: T } }
  const body = COMPILERS[compiler]!(`import { tracedMethod } from '@seetrain/autolog'\n${source}`)
  // oxlint-disable-next-line typescript/no-implied-eval -- the text is the test's own, and errors are to be of its realm
  new Function('exports', 'require', 'module', body)(holder.exports, () => autolog, holder)
  return holder.exports.Tool!
}

async function recorded(use: () => unknown): Promise<Record<string, SpanRecord>> {
  const into = stage.keep(init(stage.runOptions()))
  await use()
  return Object.fromEntries((await spansOf(into)).map(span => [span.name, span]))
}

const METHODS = `export class Tool {
  factor = 2
  @tracedMethod({ kind: 'tool' })
  double(value) { return value * this.factor }
  @tracedMethod
  async later(value) { return value + this.factor }
  @tracedMethod({ name: 'counted' })
  async *count(to) { for (let n = 1; n <= to; n++) yield n * this.factor }
  @tracedMethod()
  static make() { return 'made' }
  @tracedMethod()
  fail() { throw new RangeError('no') }
}`

interface Tool {
  double(value: number): number
  later(value: number): Promise<number>
  count(to: number): AsyncGenerator<number>
  fail(): never
}

test.each(Object.keys(COMPILERS))('%s: methods keep their this, their results and their errors', async compiler => {
  const Tool = classOf<{ new (): Tool; make(): string }>(compiler, METHODS)
  const counted: number[] = []
  const spans = await recorded(async () => {
    const tool = new Tool()
    expect(tool.double(4)).toBe(8)
    expect(await tool.later(4)).toBe(6)
    for await (const n of tool.count(2)) counted.push(n)
    expect(Tool.make()).toBe('made')
    expect(() => tool.fail()).toThrow(RangeError)
  })
  expect(counted).toEqual([2, 4])
  expect(spans).toMatchObject({
    double: { spanKind: 'tool', input: [4], output: 8 },
    later: { spanKind: 'function', input: [4], output: 6 },
    counted: { input: [2], output: [2, 4] },
    make: { output: 'made' },
    fail: { status: 'error', error: { name: 'RangeError', message: 'no' } },
  })
  expect(Object.getOwnPropertyDescriptor(Tool.prototype, 'double')).toMatchObject({ enumerable: false, writable: true })
})

const FIELDS = `export class Tool {
  factor = 2
  @tracedMethod({ kind: 'tool' })
  double = value => value * this.factor
  @tracedMethod
  nothing
  @tracedMethod()
  #hidden(value) { return value + 1 }
  open(value) { return this.#hidden(value) }
}`

test.each(STANDARD)('%s: fields that hold a function, and private methods', async compiler => {
  const Tool = classOf<new () => Tool & { nothing: unknown; open(value: number): number }>(compiler, FIELDS)
  const spans = await recorded(() => {
    const { double } = new Tool()
    expect(double(4)).toBe(8)
    expect(new Tool().nothing).toBeUndefined()
    expect(new Tool().open(1)).toBe(2)
  })
  expect(spans).toMatchObject({ double: { spanKind: 'tool', input: [4], output: 8 }, '#hidden': { output: 2 } })
})

test.each(EXPERIMENTAL)('%s: a field is refused with the remedy, for nothing of it is there to be traced', compiler => {
  const field = 'export class Tool { @tracedMethod() double = value => value * 2 }'
  expect(() => classOf(compiler, field)).toThrow(/@tracedMethod.*traced\(function\)/)
})

test.each(Object.keys(COMPILERS))('%s: what is no function is refused', compiler => {
  const getter = 'export class Tool { @tracedMethod() get size() { return 1 } }'
  expect(() => classOf(compiler, getter)).toThrow(/Decorate a method/)
})

test('types: methods and fields keep theirs', async () => {
  class Typed {
    @autolog.tracedMethod({ kind: 'tool' })
    double(value: number): number {
      return value * 2
    }
    @autolog.tracedMethod
    bare(text: string): string {
      return text
    }
    @autolog.tracedMethod()
    field = (value: number): number => value + 1
    @autolog.tracedMethod
    bareField = (value: number): number => this.field(value)
  }
  const spans = await recorded(() => {
    const typed = new Typed()
    const [doubled, text, more]: [number, string, number] = [typed.double(2), typed.bare('a'), typed.bareField(1)]
    expect([doubled, text, more]).toEqual([4, 'a', 2])
  })
  expect(Object.keys(spans)).toEqual(['double', 'bare', 'field', 'bareField'])
})
