/** Our names of what W&B measures a machine by, where ours means the same. */
const NAMES: { readonly [name: string]: string } = {
  cpu: 'cpu.percent',
  memory_percent: 'memory.percent',
  'disk./.usagePercent': 'disk.percent',
}
const GPU_NAMES: { readonly [name: string]: string } = {
  gpu: 'utilization',
  memory: 'memory_utilization',
  memoryAllocatedBytes: 'memory_used_bytes',
  temp: 'temperature_celsius',
  powerWatts: 'power_watts',
}

/** The name of a measure of the machine; those without a counterpart keep W&B's. */
export function systemName(name: string): string {
  const gpu = /^(gpu\.\d+\.)(.+)$/.exec(name)
  const table = gpu ? GPU_NAMES : NAMES
  const own = gpu?.[2] ?? name
  return Object.hasOwn(table, own) ? `${gpu?.[1] ?? ''}${table[own]}` : name
}
