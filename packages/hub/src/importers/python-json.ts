/** Names that Python writes bare, and a text of JSON that stands for each while it is parsed. */
const NUMBERS: { readonly [name: string]: number } = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
}
const MARK = '\u{f8ff}number:'

/** JSON as Python writes it: with NaN and Infinity, which JSON lacks. Undefined for what is none. */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return parseMarked(text)
  }
}

// texts are matched too, so that what stands in them is left alone
function parseMarked(text: string): unknown {
  const marked = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, found =>
    found in NUMBERS ? JSON.stringify(MARK + found) : found,
  )
  try {
    return JSON.parse(marked, (_, value: unknown) =>
      typeof value === 'string' && value.startsWith(MARK) ? NUMBERS[value.slice(MARK.length)] : value,
    )
  } catch {
    return undefined
  }
}
