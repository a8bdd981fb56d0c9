/** Three digits that count: 0.0385, 104, 2 490. */
export function digits(value: number): string {
  if (value === 0) return '0'
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))
  const [whole, fraction] = value.toFixed(decimals).split('.')
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ' ')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

export function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`
}

/** Whether a number keeps to its target, in words. */
export function verdict(met: boolean, target: string): string {
  return `${met ? 'met' : 'MISSED'}: ${target}`
}
