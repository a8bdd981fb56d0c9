import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import type { Logger } from '../contracts/ports.ts'
import { systemClock } from '../ports/system-clock.ts'
import { ManualClock } from '../resilience/manual-clock.ts'
import type { MonitorSource, SampleValues } from './sources/source.ts'
import { systemSources } from './sources/system-sources.ts'
import { SystemMonitor, type SystemMonitorOptions } from './system-monitor.ts'

function logTo(lines: string[]): Logger {
  const keep = (line: string): void => void lines.push(line)
  return { debug: keep, info: keep, warn: keep, error: keep }
}

function monitoring(sources: MonitorSource[], options: Partial<SystemMonitorOptions> = {}) {
  const clock = new ManualClock(0)
  const samples: SampleValues[] = []
  const told: string[] = []
  const monitor = new SystemMonitor({
    clock,
    sources,
    sample: values => void samples.push(values),
    logger: logTo(told),
    stopwatch: () => clock.now(),
    ...options,
  })
  return { clock, samples, told, monitor }
}

const steady = (name: string, values: SampleValues): MonitorSource => ({ name, read: () => values })

test('samples at 1 s, then 10 s, then 30 s', async () => {
  const { clock, samples, monitor } = monitoring([steady('a', { a: 1 })])
  monitor.start()
  monitor.start()
  expect(samples).toEqual([])
  const times: number[] = []
  for (let i = 0; i < 64; i++) {
    await clock.advance((clock.nextTimer() ?? Infinity) - clock.now())
    times.push(clock.now())
  }
  expect(samples).toHaveLength(64)
  expect(times.slice(0, 12)).toEqual([0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 19_000, 29_000])
  expect((times[61] ?? 0) - (times[60] ?? 0)).toBe(30_000)
  monitor.stop()
  expect(clock.nextTimer()).toBeUndefined()
})

test('a fixed interval is kept, and grows when a sample costs more than 1 % of it', async () => {
  let stopwatch = 0
  let costMs = 0
  const busy: MonitorSource = {
    name: 'busy',
    read() {
      stopwatch += costMs
      return { busy: 1 }
    },
  }
  const { clock, monitor } = monitoring([busy], { stopwatch: () => stopwatch, intervalMs: 2000 })
  monitor.start()
  await clock.advance(0)
  expect(monitor.cost()).toEqual({ samples: 1, meanMs: 0, lastMs: 0, intervalMs: 2000 })
  costMs = 50
  await clock.advance(2000)
  expect(monitor.cost()).toEqual({ samples: 2, meanMs: 25, lastMs: 50, intervalMs: 5000 })
  expect(clock.nextTimer()).toBe(7000)
  monitor.stop()
})

test('values of all sources make one sample; a slow source is waited for and never read twice at once', async () => {
  let reads = 0
  let answer: (values: SampleValues) => void = () => {}
  const slow: MonitorSource = {
    name: 'slow',
    read() {
      reads++
      return new Promise(resolve => (answer = resolve))
    },
  }
  const { clock, samples, monitor } = monitoring([steady('a', { a: 1 }), slow])
  monitor.start()
  await clock.advance(0)
  await clock.advance(60_000)
  const extra = monitor.sampleNow()
  expect([reads, samples.length]).toEqual([1, 0])
  answer({ b: 2 })
  await extra
  expect(samples).toEqual([{ a: 1, b: 2 }])
  monitor.stop()
})

test('a source that never works is asked once, one that worked gets three tries; each is told once', async () => {
  const reads = { absent: 0, moody: 0 }
  const closed: string[] = []
  const sources: MonitorSource[] = [
    steady('a', { a: 1 }),
    {
      name: 'absent',
      read: () => {
        reads.absent++
        throw new Error('no such file')
      },
      close: () => void closed.push('absent'),
    },
    {
      name: 'moody',
      read: async () => {
        if (++reads.moody > 2) throw new Error('gone')
        return { m: 1 }
      },
    },
  ]
  const { samples, told, monitor } = monitoring(sources)
  for (let i = 0; i < 8; i++) await monitor.sampleNow()
  expect(reads).toEqual({ absent: 1, moody: 5 })
  expect(told).toEqual([
    expect.stringMatching(/absent is not recorded: .*no such file/),
    expect.stringMatching(/moody is not recorded: .*gone/),
  ])
  expect(samples[1]).toEqual({ a: 1, m: 1 })
  expect(samples[7]).toEqual({ a: 1 })
  expect(closed).toEqual(['absent'])
})

test('a source that fails now and then stays on', async () => {
  let reads = 0
  const moody: MonitorSource = {
    name: 'moody',
    read() {
      if (++reads % 3 !== 1) throw new Error('busy')
      return { m: 1 }
    },
  }
  const { samples, told, monitor } = monitoring([moody])
  for (let i = 0; i < 12; i++) await monitor.sampleNow()
  expect([reads, samples.length, told]).toEqual([12, 4, []])
})

test('elapsed time is measured per source, by a clock that never goes back', async () => {
  const elapsed: number[] = []
  const source: MonitorSource = {
    name: 'a',
    read: ms => {
      elapsed.push(ms)
      return { a: 1 }
    },
  }
  let uptime = 500
  const { monitor } = monitoring([source], { stopwatch: () => uptime })
  await monitor.sampleNow()
  uptime += 1500
  await monitor.sampleNow()
  expect(elapsed).toEqual([0, 1500])
})

test('trap 2: a failing receiver does not end sampling', async () => {
  let calls = 0
  const { clock, told, monitor } = monitoring([steady('a', { a: 1 })], {
    sample: () => {
      calls++
      throw new Error('closed')
    },
  })
  monitor.start()
  await clock.advance(0)
  await clock.advance(1000)
  expect(calls).toBe(2)
  expect(told[0]).toContain('closed')
  monitor.stop()
})

test('trap 25: nothing is sampled after stop, also not what was under way', async () => {
  let answer: (values: SampleValues) => void = () => {}
  const { clock, samples, monitor } = monitoring([
    { name: 'slow', read: () => new Promise(resolve => (answer = resolve)) },
  ])
  monitor.start()
  await clock.advance(0)
  monitor.stop()
  answer({ late: 1 })
  await clock.advance(60_000)
  expect(samples).toEqual([])
  expect(clock.nextTimer()).toBeUndefined()
})

test('the real machine', async () => {
  const samples: SampleValues[] = []
  const told: string[] = []
  const monitor = new SystemMonitor({
    clock: systemClock,
    sample: values => void samples.push(values),
    sources: systemSources({ folder: tmpdir() }),
    logger: logTo(told),
  })
  await monitor.sampleNow()
  await monitor.sampleNow()
  const sample = samples[1] ?? {}
  expect(Object.keys(sample)).toEqual(
    expect.arrayContaining([
      'process.cpu_percent',
      'process.rss_bytes',
      'memory.used_bytes',
      'disk.used_bytes',
      'eventloop.percent',
    ]),
  )
  for (const [key, value] of Object.entries(sample)) {
    expect([key, Number.isFinite(value)]).toEqual([key, true])
    expect(value).toBeGreaterThanOrEqual(0)
    if (key.endsWith('percent') && !key.startsWith('process.')) expect(value).toBeLessThanOrEqual(100)
  }
  expect(sample['memory.total_bytes']).toBeGreaterThan(sample['process.rss_bytes'] ?? Infinity)
  expect(monitor.cost()).toMatchObject({ samples: 2 })
  // every source either works or was given up with one line
  expect(new Set(told).size).toBe(told.length)
  monitor.stop()
})

test('a running monitor keeps no process alive', () => {
  const room = import.meta.dirname
  const program = `
    import { SystemMonitor } from '${room}/system-monitor.ts'
    import { systemSources } from '${room}/sources/system-sources.ts'
    import { systemClock } from '${room}/../ports/system-clock.ts'
    const monitor = new SystemMonitor({ clock: systemClock, sample: () => console.log('sampled'), sources: systemSources({ folder: '.' }) })
    monitor.start()
    await monitor.sampleNow()
  `
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 20_000,
  })
  expect([child.status, child.stdout, child.stderr]).toEqual([0, 'sampled\n', ''])
})
