export interface Section {
  name: string
  keys: string[]
}

export const PINNED = 'Pinned'
const WITHOUT_PREFIX = 'charts'

/** Keys by what stands before their first separator, if several share it; pinned ones once more, on top. */
export function sectionsOf(keys: readonly string[], pinned: readonly string[], separator = '/'): Section[] {
  const prefixes = Map.groupBy(keys, key => prefixOf(key, separator))
  const sections = Map.groupBy(keys, key =>
    prefixes.get(prefixOf(key, separator))!.length > 1 ? prefixOf(key, separator) : WITHOUT_PREFIX,
  )
  const named = [...sections].map(([name, keys]) => ({ name, keys: keys.sort(byNumbersToo) }))
  named.sort(
    (a, b) => Number(b.name === WITHOUT_PREFIX) - Number(a.name === WITHOUT_PREFIX) || byNumbersToo(a.name, b.name),
  )
  const onTop = pinned.filter(key => keys.includes(key))
  return onTop.length > 0 ? [{ name: PINNED, keys: onTop }, ...named] : named
}

function prefixOf(key: string, separator: string): string {
  const end = key.indexOf(separator)
  return end > 0 ? key.slice(0, end) : WITHOUT_PREFIX
}

/** `layer2` before `layer10`. */
function byNumbersToo(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

/** Keys that a regular expression finds, whatever their case; or why it is none. */
export function searchKeys(
  keys: readonly string[],
  search: string | undefined,
): { keys: readonly string[]; problem?: string } {
  if (search === undefined) return { keys }
  try {
    const pattern = new RegExp(search, 'i')
    return { keys: keys.filter(key => pattern.test(key)) }
  } catch (error) {
    return { keys, problem: error instanceof Error ? error.message : String(error) }
  }
}
