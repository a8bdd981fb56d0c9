/** W&B's names of what a machine is measured by, where it has charts of the same measure. */
const NAMES: { [key: string]: string } = {
  'cpu.percent': 'cpu',
  'memory.percent': 'memory_percent',
  'disk.percent': 'disk./.usagePercent',
}
const GPU_NAMES: { [key: string]: string } = {
  utilization: 'gpu',
  memory_utilization: 'memory',
  memory_used_bytes: 'memoryAllocatedBytes',
  temperature_celsius: 'temp',
  power_watts: 'powerWatts',
}

/** The values of one sample under W&B's names; others keep theirs. */
export function systemValues(values: { [key: string]: number }): { [key: string]: number } {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [systemName(key), value]))
}

function systemName(key: string): string {
  const gpu = /^(gpu\.\d+\.)(.+)$/.exec(key)
  const known = gpu ? GPU_NAMES[gpu[2]!] : NAMES[key]
  return known === undefined ? key : `${gpu?.[1] ?? ''}${known}`
}
