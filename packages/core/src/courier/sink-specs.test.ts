import type { Sink } from '../contracts/sink.ts'
import { registerSink } from './sink-registry.ts'
import { sinkSpecs } from './sink-specs.ts'

const url = 'http://127.0.0.1:1'
const settings = { mode: 'local', sinks: [], url: undefined, token: undefined } as const

describe('the sinks that settings ask for', () => {
  let unregister = (): void => {}
  afterEach(() => unregister())

  it('are those that are named, in every mode', () => {
    expect(sinkSpecs({ ...settings, sinks: ['csv', { id: 'jsonl' }] })).toEqual(['csv', { id: 'jsonl' }])
    expect(sinkSpecs({ ...settings, mode: 'offline', url })).toEqual([])
  })

  it('have the hub among them in mode online, once, with its address and token', () => {
    unregister = registerSink('hub', () => ({ id: 'hub' }) as Sink)
    const online = { ...settings, mode: 'online', url, token: 'secret' } as const
    expect(sinkSpecs({ ...online, sinks: ['csv'] })).toEqual(['csv', { id: 'hub', url, token: 'secret' }])
    expect(sinkSpecs({ ...online, sinks: ['hub'] })).toEqual([{ id: 'hub', url, token: 'secret' }])
  })

  it('give the hub what the settings know, unless it was told otherwise', () => {
    expect(sinkSpecs({ ...settings, url, sinks: ['hub'] })).toEqual([{ id: 'hub', url }])
    const own = { id: 'hub', url: 'http://127.0.0.1:2' }
    expect(sinkSpecs({ ...settings, url, sinks: [own] })).toEqual([own])
    const made = { id: 'hub', deliver: async () => {} }
    expect(sinkSpecs({ ...settings, url, sinks: [made] })[0]).toBe(made)
  })

  it('say what mode online lacks', () => {
    expect(() => sinkSpecs({ ...settings, mode: 'online' })).toThrow(
      'url: got undefined. Mode "online" delivers to a hub: set SEETRAIN_URL',
    )
    expect(() => sinkSpecs({ ...settings, mode: 'online', url })).toThrow('It needs the sink "hub": import "seetrain"')
  })
})
