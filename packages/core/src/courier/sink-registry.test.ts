import type { PlainObject } from '../contracts/record.ts'
import type { Sink, SinkFactory } from '../contracts/sink.ts'
import { captureDiag } from '../diag.ts'
import { UnknownSinkError } from '../errors/unknown-sink-error.ts'
import { createSink, listSinks, registerSink } from './sink-registry.ts'

const made: PlainObject[] = []
const factory = (options: PlainObject): Sink => {
  made.push(options)
  return { id: 'shelf', redelivery: 'ignored', deliver: async () => {} }
}
const takeBack: (() => void)[] = []
const register = (id: string, entry: SinkFactory | (() => SinkFactory)): void => {
  takeBack.push(registerSink(id, entry as SinkFactory))
}

afterEach(() => {
  takeBack.splice(0).forEach(undo => undo())
  made.length = 0
})

describe('the registry of sinks', () => {
  it('makes a sink of its id, with and without options', () => {
    register('shelf', factory)
    expect(createSink('shelf').id).toBe('shelf')
    createSink({ id: 'shelf', dir: 'out', columns: ['a'] } as { id: string })
    expect(made).toEqual([{}, { dir: 'out', columns: ['a'] }])
  })

  it('loads a factory when it is first needed', () => {
    const load = jest.fn(() => factory)
    register('shelf', load)
    expect(listSinks()).toEqual(['shelf'])
    expect(load).not.toHaveBeenCalled()
    expect(createSink({ id: 'shelf', dir: 'out' } as { id: string }).id).toBe('shelf')
    expect(made).toEqual([{ dir: 'out' }])
  })

  it('takes a sink as it is', () => {
    const sink = factory({})
    expect(createSink(sink)).toBe(sink)
  })

  it('names the known ones when it does not know one', () => {
    register('shelf', factory)
    register('box', factory)
    expect(() => createSink('shelves')).toThrow(UnknownSinkError)
    expect(() => createSink('shelves')).toThrow('no sink "shelves" is registered. Known: box, shelf.')
    expect(() => createSink({ dir: 'out' } as never)).toThrow('Pass the id of a sink')
  })

  it('keeps the first of two registrations and tells the second', () => {
    const told: string[] = []
    const release = captureDiag(line => told.push(line))
    register('shelf', factory)
    register('shelf', () => factory({ second: true }))
    release()
    expect(told).toEqual([expect.stringContaining('a sink "shelf" is registered already')])
    createSink('shelf')
    expect(made).toEqual([{}])
  })

  it('says nothing when a second copy of the library registers the same', () => {
    const told: string[] = []
    const release = captureDiag(line => told.push(line))
    const copy = () => () => factory
    register('shelf', copy())
    register('shelf', copy())
    release()
    expect(told).toEqual([])
  })

  it('refuses what is no id and no factory', () => {
    expect(() => registerSink('', factory)).toThrow('Pass the name that users write')
    expect(() => registerSink('shelf', {} as never)).toThrow('Pass a function that makes the sink')
  })
})
