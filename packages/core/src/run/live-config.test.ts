import fc from 'fast-check'
import { inspect } from 'node:util'
import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import type { Run } from '../contracts/run.ts'
import { captureDiag } from '../diag.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { loadRun } from './load-run.ts'

let folder: RunFolder
let told: string[]
let release: () => void
beforeEach(() => {
  folder = new RunFolder()
  told = []
  release = captureDiag(line => told.push(line))
})
afterEach(async () => {
  await folder.close()
  release()
})

/** The config as its records tell it. */
async function readBack(run: Run): Promise<unknown> {
  await run.flush()
  return loadRun(run.dir, nodeFileSystem).config
}

/** As far into a config as a path leads. */
function descend(config: Record<string, unknown>, path: string[]): Record<string, unknown> | unknown[] {
  let at: Record<string, unknown> | unknown[] = config
  for (const name of path) {
    const next: unknown = Object.hasOwn(at, name) ? Reflect.get(at, name) : undefined
    if (typeof next === 'object' && next !== null && !(next instanceof Date)) at = next as Record<string, unknown>
  }
  return at
}

async function expectConfig(run: Run, expected: unknown): Promise<void> {
  expect(run.config).toEqual(expected)
  expect(await readBack(run)).toEqual(expected)
}

describe('the live config', () => {
  it('records what is assigned and deleted, at any depth', async () => {
    const run = folder.open({ config: { model: { layers: 2 }, seed: 1 } })
    run.config['lr'] = 0.1
    run.config['model'].optimizer = { name: 'adam' }
    run.config['model'].optimizer.beta = 0.9
    delete run.config['model'].layers
    delete run.config['seed']
    delete run.config['absent']
    await expectConfig(run, { model: { optimizer: { name: 'adam', beta: 0.9 } }, lr: 0.1 })
  })

  it('replaces on assignment and merges on updateConfig', async () => {
    const run = folder.open({ config: { model: { a: 1, b: 2 }, list: [1, 2, 3] } })
    run.updateConfig({ model: { b: 3, c: 4 }, list: [9], undefined: undefined })
    await expectConfig(run, { model: { a: 1, b: 3, c: 4 }, list: [9] })
    run.config['model'] = { d: 5 }
    await expectConfig(run, { model: { d: 5 }, list: [9] })
  })

  it.each<[string, (list: unknown[]) => unknown, unknown, unknown]>([
    ['push', list => list.push(4, 5), [3, 1, 2, 4, 5], 5],
    ['pop', list => list.pop(), [3, 1], 2],
    ['shift', list => list.shift(), [1, 2], 3],
    ['unshift', list => list.unshift(0), [0, 3, 1, 2], 4],
    ['splice', list => list.splice(0, 2, 7), [7, 2], [3, 1]],
    ['sort', list => list.sort((a, b) => Number(a) - Number(b)), [1, 2, 3], [1, 2, 3]],
    ['reverse', list => list.reverse(), [2, 1, 3], [2, 1, 3]],
    ['fill', list => list.fill(0, 1), [3, 0, 0], [3, 0, 0]],
    ['copyWithin', list => list.copyWithin(0, 1), [1, 2, 2], [1, 2, 2]],
    ['an index', list => (list[1] = 8), [3, 8, 2], 8],
    ['the next index', list => (list[3] = 8), [3, 1, 2, 8], 8],
    ['length', list => (list.length = 1), [3], 1],
    ['delete', list => Reflect.deleteProperty(list, 0), [null, 1, 2], true],
  ])('takes a change of an array by %s', async (_, act, expected, result) => {
    const run = folder.open({ config: { list: [3, 1, 2] } })
    const before = run.stats().records['config']!
    expect(act(run.config['list'])).toEqual(result)
    await expectConfig(run, { list: expected })
    expect(run.stats().records['config']).toBe(before + 1)
  })

  it('takes changes of objects and arrays inside arrays', async () => {
    const run = folder.open({ config: { layers: [{ units: 1 }, { units: 2, sizes: [[1], [2]] }] } })
    run.config['layers'][0].units = 64
    run.config['layers'][1].sizes[1].push(3)
    run.config['layers'][1].more = { deep: [] }
    run.config['layers'][1].more.deep.push('x')
    await expectConfig(run, { layers: [{ units: 64 }, { units: 2, sizes: [[1], [2, 3]], more: { deep: ['x'] } }] })
  })

  it('goes on working through a part that is held, and forgets one that is gone', async () => {
    const run = folder.open({ config: { list: [1], model: { a: 1 } } })
    const { list, model } = run.config
    list.push(2)
    list.push(3)
    model.b = 2
    run.config['model'] = { fresh: true }
    model.c = 3
    await expectConfig(run, { list: [1, 2, 3], model: { fresh: true } })
  })

  it('leaves a change that changes nothing unrecorded', async () => {
    const run = folder.open({ config: { lr: 0.1, nan: NaN, list: [1] } })
    const before = run.stats().records['config']
    run.config['lr'] = 0.1
    run.config['nan'] = NaN
    run.config['list'][0] = 1
    expect(run.stats().records['config']).toBe(before)
    run.config['lr'] = -0
    run.config['lr'] = 0
    expect(run.stats().records['config']).toBe(before! + 2)
  })

  it('refuses functions, symbols and cycles by their path, and stays as it was', async () => {
    const run = folder.open({ config: { model: { a: 1 }, list: [1] } })
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    run.config['model'].activation = () => 1
    run.config['list'].push(2, Symbol('s'))
    run.config['cycle'] = cycle
    run.config['list'][5] = 1
    run.config['list'].length = 9
    run.updateConfig({ good: 1, bad: { deep: () => 1 } })
    await expectConfig(run, { model: { a: 1 }, list: [1] })
    expect(told).toEqual([
      expect.stringContaining('config.model.activation: got a function'),
      expect.stringContaining('config.list[2]: got a symbol'),
      expect.stringContaining('contains itself'),
      expect.stringContaining('config.list.5: got the number 1. An array has no gaps'),
      expect.stringContaining('config.list.length: got the number 9'),
      expect.stringContaining('config.bad.deep: got a function'),
    ])
    expect(run.stats()).toMatchObject({ rejected: 6, dropped: 0 })
  })

  it('keeps names that objects have by themselves apart', async () => {
    const run = folder.open({ config: JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}') as object })
    run.config['hasOwnProperty'] = 3
    expect(Object.keys(run.config).toSorted()).toEqual(['__proto__', 'constructor', 'hasOwnProperty'])
    expect(Object.keys((await readBack(run)) as object).toSorted()).toEqual([
      '__proto__',
      'constructor',
      'hasOwnProperty',
    ])
    expect(({} as Record<string, unknown>)['a']).toBeUndefined()
  })

  it('keeps numbers of every kind, dates and bytes, and hands out copies of these', async () => {
    const values = {
      nan: NaN,
      up: Infinity,
      zero: -0,
      big: 2n ** 70n,
      when: new Date(5),
      bytes: new Uint8Array([1, 2]),
      none: null,
    }
    const run = folder.open({
      config: { ...values, floats: new Float32Array([0.5]), set: new Set([1]), map: new Map([['a', 1]]) },
    })
    const expected = { ...values, floats: [0.5], set: [1], map: { a: 1 } }
    await expectConfig(run, expected)
    ;(run.config['when'] as Date).setTime(0)
    ;(run.config['bytes'] as Uint8Array).fill(0)
    await expectConfig(run, expected)
    expect(Object.is(run.config['zero'], -0)).toBe(true)
  })

  it('reads like an object: in, keys, spread, JSON, printing', () => {
    const run = folder.open({ config: { a: { b: [1, 2] } } })
    expect('a' in run.config && !('c' in run.config)).toBe(true)
    expect({ ...run.config }).toEqual({ a: { b: [1, 2] } })
    expect(JSON.stringify(run.config)).toBe('{"a":{"b":[1,2]}}')
    expect(inspect(run.config)).toBe('{ a: { b: [ 1, 2 ] } }')
    expect(Array.isArray(run.config['a'].b) && run.config['a'].b.map((x: number) => 2 * x)).toEqual([2, 4])
  })

  it('does not change after the end', async () => {
    const run = folder.open({ config: { lr: 0.1, list: [1] } })
    await run.finish()
    run.config['lr'] = 0.2
    run.config['list'].push(2)
    delete run.config['lr']
    run.updateConfig({ lr: 0.3 })
    await expectConfig(run, { lr: 0.1, list: [1] })
    expect(run.stats().rejected).toBe(4)
    expect(told).toEqual([expect.stringContaining('the run has ended')])
  })

  it('is not changed by what the caller does to its own objects later', async () => {
    const mine = { list: [1], model: { a: 1 } }
    const run = folder.open({ config: mine })
    run.updateConfig({ other: mine })
    mine.list.push(2)
    mine.model.a = 2
    await expectConfig(run, { list: [1], model: { a: 1 }, other: { list: [1], model: { a: 1 } } })
  })

  it('read back from the journal equals the live one, whatever was done to it (property)', async () => {
    const leaf = fc.oneof(
      fc.integer(),
      fc.double(),
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.bigInt(),
      fc.date(),
    )
    const name = fc.constantFrom('a', 'b', 'c', '0', '1', '$d', '__proto__')
    const { value } = fc.letrec(tie => ({
      value: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(name, tie('value'), { maxKeys: 3 }),
      ),
    }))
    const step = fc.record({
      path: fc.array(name, { maxLength: 3 }),
      name,
      value,
      act: fc.constantFrom('set', 'delete', 'merge', 'push', 'splice', 'shift'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async steps => {
        const run = folder.open()
        for (const { path, name: member, value: given, act } of steps) {
          const at = descend(run.config, path)
          if (act === 'merge') run.updateConfig({ [member]: given })
          else if (!Array.isArray(at)) {
            if (act === 'delete') delete at[member]
            else at[member] = given
          } else if (act === 'push') at.push(given)
          else if (act === 'splice') at.splice(0, 1, given, given)
          else if (act === 'shift') at.shift()
          else Reflect.set(at, member, given)
        }
        const expected = { ...run.config }
        await run.finish()
        expect(loadRun(run.dir, nodeFileSystem).config).toEqual(expected)
      }),
      { numRuns: 150 },
    )
  })
})
