const LONGEST = 60

/** Names a value's kind for an error message, with a short look at it. Never calls user code that could throw. */
export function describe(value: unknown): string {
  if (value === null) return 'null'
  switch (typeof value) {
    case 'string':
      return `the string ${JSON.stringify(shorten(value))}`
    case 'number':
      return `the number ${Object.is(value, -0) ? '-0' : value}`
    case 'bigint':
      return `the bigint ${value}n`
    case 'object':
      return describeObject(value)
    case 'function':
      return `a function${value.name ? ` (${shorten(value.name)})` : ''}`
    case 'undefined':
      return 'undefined'
    default:
      return `a ${typeof value}`
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (ArrayBuffer.isView(value) && 'length' in value) return `a ${value.constructor.name} of ${String(value.length)}`
  const name = Object.getPrototypeOf(value)?.constructor?.name
  if (typeof name === 'string' && name !== '' && name !== 'Object') return `an object of class ${shorten(name)}`
  const keys = Object.keys(value)
  return keys.length === 0 ? 'an empty object' : `an object with ${shorten(keys.join(', '))}`
}

function shorten(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`
}
