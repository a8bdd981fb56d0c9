import type { RunCommand } from '../run-command.ts'
import { CpuSource } from './cpu-source.ts'
import { DiskTrafficSource } from './disk-traffic-source.ts'
import { DiskUsageSource } from './disk-usage-source.ts'
import { EventLoopSource } from './event-loop-source.ts'
import { MemorySource } from './memory-source.ts'
import { NetworkSource } from './network-source.ts'
import { NvidiaSource } from './nvidia-source.ts'
import type { MonitorSource, ReadText, SampleValues } from './source.ts'

/** A machine's files; those not listed are absent. */
function files(contents: { [path: string]: string }): ReadText {
  return path => {
    const text = contents[path]
    if (text === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' })
    return text
  }
}

/** Reads the same file twice, one second apart, as it was then and then. */
async function twice(
  make: (readText: ReadText) => MonitorSource,
  path: string,
  first: string,
  second: string,
): Promise<SampleValues> {
  let text = first
  const source = make(asked => files({ [path]: text })(asked))
  await source.read(0)
  text = second
  return source.read(1000)
}

describe('cpu', () => {
  test('a small virtual machine', async () => {
    const first = 'cpu  5437 0 4170 286924 376 0 82 14 0 0\ncpu0 2119 0 1643 144710 23 0 19 3 0 0\nintr 39 0\n'
    const second = 'cpu  5537 0 4220 286974 376 0 82 14 0 0\ncpu0 2119 0 1643 144710 23 0 19 3 0 0\nintr 39 0\n'
    expect(await twice(readText => new CpuSource(readText), '/proc/stat', first, second)).toEqual({ 'cpu.percent': 75 })
  })

  test('guest time is not counted twice, waiting for a disk is not busy', async () => {
    const first = 'cpu  1000 10 100 5000 50 0 0 0 500 0\n'
    const second = 'cpu  1100 10 100 5050 100 0 0 0 600 0\n'
    expect(await twice(readText => new CpuSource(readText), '/proc/stat', first, second)).toEqual({ 'cpu.percent': 50 })
  })

  test('nothing at the first read, and the processors themselves where there is no /proc', () => {
    const source = new CpuSource(files({}))
    expect(source.read()).toEqual({})
    expect(Object.keys(source.read()).length).toBeLessThanOrEqual(1)
  })
})

describe('memory', () => {
  const MEMINFO =
    'MemTotal:       16000000 kB\nMemFree:         1000000 kB\nMemAvailable:   12000000 kB\nCached:          9000000 kB\n'

  test('a machine without a container', () => {
    expect(new MemorySource(files({ '/proc/meminfo': MEMINFO })).read()).toEqual({
      'memory.used_bytes': 4_096_000_000,
      'memory.total_bytes': 16_384_000_000,
      'memory.percent': 25,
    })
  })

  test.each([
    ['version 2', '/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory.current'],
    ['version 1', '/sys/fs/cgroup/memory/memory.limit_in_bytes', '/sys/fs/cgroup/memory/memory.usage_in_bytes'],
  ])('a limited container, control groups %s', (_version, limit, usage) => {
    const source = new MemorySource(
      files({ '/proc/meminfo': MEMINFO, [limit]: '2000000000\n', [usage]: '500000000\n' }),
    )
    expect(source.read()).toMatchObject({ 'memory.container_used_bytes': 500_000_000, 'memory.container_percent': 25 })
  })

  test.each(['max\n', '9223372036854771712\n'])('a container without a limit: %j', limit => {
    const source = new MemorySource(
      files({ '/proc/meminfo': MEMINFO, '/sys/fs/cgroup/memory.max': limit, '/sys/fs/cgroup/memory.current': '5\n' }),
    )
    expect(Object.keys(source.read())).toEqual(['memory.used_bytes', 'memory.total_bytes', 'memory.percent'])
  })

  test('an old kernel and a system without /proc', () => {
    const old = new MemorySource(files({ '/proc/meminfo': MEMINFO.replace(/MemAvailable.*\n/, '') })).read()
    expect(old['memory.used_bytes']).toBe(6_000_000 * 1024)
    expect(new MemorySource(files({})).read()['memory.total_bytes']).toBeGreaterThan(0)
  })
})

describe('disk', () => {
  test('counts as df does', async () => {
    const source = new DiskUsageSource('/data', async () => ({ bsize: 4096, blocks: 1000, bfree: 400, bavail: 350 }))
    expect(await source.read()).toEqual({
      'disk.used_bytes': 600 * 4096,
      'disk.free_bytes': 350 * 4096,
      'disk.percent': 63.2,
    })
  })

  const line = (name: string, read: number, written: number): string =>
    ` 8 0 ${name} 10 0 ${read} 5 20 0 ${written} 7 0 1 2 0 0 0 0\n`
  test.each([
    [
      'a server: partitions, mapped and loop devices are not counted again',
      ['sda', 'sda1', 'sda2', 'nvme0n1', 'nvme0n1p1', 'dm-0', 'md127', 'loop3', 'sr0'],
      2,
    ],
    ['a virtual machine with a compressed memory disk', ['loop0', 'vda', 'zram0'], 1],
    ['a virtual machine that lists a partition alone', ['xvda1', 'xvdb'], 2],
    ['a card', ['mmcblk0', 'mmcblk0p1'], 1],
  ])('%s', async (_machine, names, disks) => {
    const text = (read: number, written: number): string => names.map(name => line(name, read, written)).join('')
    expect(
      await twice(readText => new DiskTrafficSource(readText), '/proc/diskstats', text(100, 50), text(300, 60)),
    ).toEqual({
      'disk.read_bytes_per_second': disks * 200 * 512,
      'disk.written_bytes_per_second': disks * 10 * 512,
    })
  })

  test('a counter that went back gives no rate', async () => {
    const values = await twice(
      readText => new DiskTrafficSource(readText),
      '/proc/diskstats',
      line('sda', 100, 50),
      line('sda', 20, 60),
    )
    expect(values).toEqual({ 'disk.written_bytes_per_second': 5120 })
  })
})

test('network: real interfaces are counted once', async () => {
  const HEAD =
    'Inter-|   Receive                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes packets\n'
  const text = (received: number, sent: number): string =>
    HEAD +
    ['    lo', '  eth0', 'enp3s0', 'docker0', 'veth12ab', 'bond0', 'eth0.100', 'wg0', 'br-12']
      .map(name => `${name}: ${received} 5 0 0 0 0 0 0 ${sent} 3 0 0 0 0 0 0\n`)
      .join('')
  expect(await twice(readText => new NetworkSource(readText), '/proc/net/dev', text(100, 10), text(1100, 30))).toEqual({
    'network.received_bytes_per_second': 2000,
    'network.sent_bytes_per_second': 40,
  })
  // the name may touch its first number
  expect(
    await twice(
      readText => new NetworkSource(readText),
      '/proc/net/dev',
      'eth0:100 0 0 0 0 0 0 0 5\n',
      'eth0:200 0 0 0 0 0 0 0 6\n',
    ),
  ).toEqual({
    'network.received_bytes_per_second': 100,
    'network.sent_bytes_per_second': 1,
  })
})

describe('nvidia', () => {
  function answering(text: string, tookMs = 0) {
    const asked: string[][] = []
    let now = 0
    const run: RunCommand = async (program, parameters) => {
      asked.push([program, ...parameters])
      now += tookMs
      return { text, cut: false }
    }
    return { source: new NvidiaSource(run, () => now), asked }
  }

  test('two cards, one of which does not know everything', async () => {
    const { source, asked } = answering(
      '0, 37, 12, 1024, 24576, 61, 250.55, 1410\n1, [N/A], [Not Supported], 0, 143771, 30, [Unknown Error], 345\n',
    )
    expect(await source.read(0)).toEqual({
      'gpu.0.utilization': 37,
      'gpu.0.memory_utilization': 12,
      'gpu.0.memory_used_bytes': 1024 * 1_048_576,
      'gpu.0.memory_total_bytes': 24576 * 1_048_576,
      'gpu.0.temperature_celsius': 61,
      'gpu.0.power_watts': 250.55,
      'gpu.0.clock_mhz': 1410,
      'gpu.1.memory_used_bytes': 0,
      'gpu.1.memory_total_bytes': 143771 * 1_048_576,
      'gpu.1.temperature_celsius': 30,
      'gpu.1.clock_mhz': 345,
    })
    expect(asked).toEqual([
      [
        'nvidia-smi',
        '--query-gpu=index,utilization.gpu,utilization.memory,memory.used,memory.total,temperature.gpu,power.draw,clocks.sm',
        '--format=csv,noheader,nounits',
      ],
    ])
  })

  test('words instead of numbers give no values', async () => {
    expect(await answering('No devices were found\n').source.read(0)).toEqual({})
  })

  test('a slow nvidia-smi is asked less often', async () => {
    const { source, asked } = answering('0, 1, 1, 1, 1, 1, 1, 1\n', 400)
    await source.read(0)
    for (let i = 0; i < 8; i++) await source.read(1000)
    expect(asked).toHaveLength(3)
  })
})

test('the event loop: busy time from the second read on, delays once its timers ran', async () => {
  const source = new EventLoopSource()
  try {
    expect(source.read()).toEqual({})
    const started = performance.now()
    await new Promise<void>(resolve => {
      const spin = (): void => void (performance.now() - started < 250 ? setImmediate(spin) : resolve())
      spin()
    })
    const values = source.read()
    expect(Object.keys(values)).toEqual(['eventloop.percent', 'eventloop.delay_ms', 'eventloop.delay_max_ms'])
    expect(values['eventloop.percent']).toBeGreaterThan(0)
    expect(values['eventloop.delay_max_ms']).toBeGreaterThanOrEqual(values['eventloop.delay_ms'] ?? Infinity)
  } finally {
    source.close()
  }
})
