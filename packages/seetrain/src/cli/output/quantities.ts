const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** `812 B`, `3.4 MiB`. */
export function bytesText(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1024
    unit++
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`
}

/** `4.2s`, `3m 12s`, `5h 03m`, `2d 04h`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000
  if (seconds < 59.95) return `${seconds.toFixed(1)}s`
  const whole = Math.round(seconds)
  if (whole < 3600) return inTwo(whole, 60, 'm', 's')
  return whole < 86_400 ? inTwo(Math.floor(whole / 60), 60, 'h', 'm') : inTwo(Math.floor(whole / 3600), 24, 'd', 'h')
}

function inTwo(count: number, per: number, large: string, small: string): string {
  return `${Math.floor(count / per)}${large} ${String(count % per).padStart(2, '0')}${small}`
}

/** A moment in the reader's own time zone: `2026-11-21 14:03:09`. */
export function momentText(moment: string | number | Date): string {
  const date = new Date(moment)
  if (Number.isNaN(date.getTime())) return '?'
  const two = (count: number) => String(count).padStart(2, '0')
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`
}

/** `1 run`, `2 runs`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
