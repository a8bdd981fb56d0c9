/** The one member that an array must have. */
export function only<Member>(members: readonly Member[]): Member {
  for (const member of members) if (members.length === 1) return member
  throw new Error(`${members.length} members instead of one`)
}
