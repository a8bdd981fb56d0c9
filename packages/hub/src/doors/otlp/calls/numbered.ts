import type { Plain, PlainObject } from '@seetrain/core'

/** No list of a call is longer, and a number in a name may be anything. */
const MOST_MEMBERS = 10_000
const NUMBER = /^\d{1,5}$/

/**
 * Puts together what conventions take apart: `<prefix>.0.message.role` and the like as a list of objects. A segment of
 * digits is a place in a list; places that are missing are left out.
 */
export function numbered(attributes: PlainObject, prefix: string): Plain[] {
  const tree: Tree = new Map()
  for (const [name, value] of Object.entries(attributes)) {
    if (!name.startsWith(`${prefix}.`)) continue
    insert(tree, name.slice(prefix.length + 1).split('.'), value)
  }
  const list = treeValue(tree)
  return Array.isArray(list) ? list : []
}

type Tree = Map<string, Tree | { value: Plain }>

function insert(tree: Tree, path: string[], value: Plain): void {
  let place = tree
  for (const segment of path.slice(0, -1)) {
    const next = place.get(segment)
    if (next instanceof Map) place = next
    else {
      const made: Tree = new Map()
      place.set(segment, made)
      place = made
    }
  }
  const last = path.at(-1)!
  if (!place.has(last)) place.set(last, { value })
}

function treeValue(tree: Tree): Plain {
  const members = [...tree].map(
    ([name, inner]) => [name, inner instanceof Map ? treeValue(inner) : inner.value] as const,
  )
  if (members.length > 0 && members.every(([name]) => NUMBER.test(name))) {
    members.sort(([a], [b]) => Number(a) - Number(b))
    return members.slice(0, MOST_MEMBERS).map(([, value]) => value)
  }
  return Object.fromEntries(members)
}
