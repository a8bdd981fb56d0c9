/** Elements by what `read` says of them, groups in the order of their first element. */
export function groupBy<Place, Element>(
  elements: Iterable<Element>,
  read: (element: Element) => Place,
): Map<Place, Element[]> {
  const groups = new Map<Place, Element[]>()
  for (const element of elements) {
    const place = read(element)
    const group = groups.get(place)
    if (group === undefined) groups.set(place, [element])
    else group.push(element)
  }
  return groups
}
