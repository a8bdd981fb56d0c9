/** JSON as Python writes it, which W&B reads: numbers that JSON lacks are the bare words NaN, Infinity and -Infinity. */
export function pythonJson(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return Object.is(value, -0) ? '-0.0' : Number.isFinite(value) ? JSON.stringify(value) : String(value)
    case 'bigint':
      return value.toString()
    case 'object':
      return value === null ? 'null' : objectJson(value)
    default:
      return JSON.stringify(value) ?? 'null'
  }
}

function objectJson(value: object): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(',')}]`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'null' : JSON.stringify(value)
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('base64'))
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${pythonJson(member)}`).join(',')}}`
}
