/** At most `digits` significant digits, without trailing zeros: `0.001234`, `1.5e-7`, `12,345`. */
export function formatNumber(value: number, digits = 5): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (Number.isInteger(value) && size < 1e9) return value.toLocaleString('en-US').replace('-', '−')
  if (size >= 1e6 || size < 1e-4) return trimExponent(value.toExponential(digits - 1))
  return String(Number(value.toPrecision(digits))).replace('-', '−')
}

function trimExponent(text: string): string {
  return text
    .replace(/\.?0+e/, 'e')
    .replace('e+', 'e')
    .replaceAll('-', '−')
}

/** `850 ms`, `12.3 s`, `4 m 05 s`, `3 h 20 m`, `2 d 4 h`. */
export function formatDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds) || milliseconds < 0) return '–'
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1000
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${pad(whole % 60)} s`
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} m`
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`
}

/** `312 B`, `4.2 KB`, `1.3 GB`: units of 1000. With `digits`, as many of them as are significant. */
export function formatBytes(bytes: number, digits?: number): string {
  if (!Number.isFinite(bytes)) return '–'
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB']
  let value = bytes
  let unit = 0
  while (Math.abs(value) >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  if (digits !== undefined && unit > 0) return `${Number(value.toPrecision(digits))} ${units[unit]}`
  return `${unit === 0 || Math.abs(value) >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}

/** `now`, `5 min ago`, `3 h ago`, `2 d ago`, then the date. */
export function formatAgo(time: number, now: number): string {
  const seconds = (now - time) / 1000
  if (seconds < 10) return 'now'
  if (seconds < 60) return `${Math.floor(seconds)} s ago`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`
  if (seconds < 7 * 86_400) return `${Math.floor(seconds / 86_400)} d ago`
  return formatDate(time)
}

/** `2026-11-21`, in the reader's time zone. */
export function formatDate(time: number): string {
  const date = new Date(time)
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}

/** `2026-11-21 14:03:59`, in the reader's time zone. */
export function formatMoment(time: number): string {
  return `${formatDate(time)} ${formatClock(time)}`
}

/** `14:03:59`, in the reader's time zone. */
export function formatClock(time: number): string {
  const date = new Date(time)
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`
}

/** `1 run`, `3 runs`, `12,000 runs`. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? noun : plural}`
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
