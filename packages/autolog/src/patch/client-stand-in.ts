const clients = new WeakMap<object, object>()

/** A client for the length of one call, with some of its members replaced. The client itself stays as it is. */
export function clientStandIn(client: object, members: { readonly [name: string]: unknown }): object {
  const descriptors = Object.entries(members).map(([name, value]) => [name, { value, enumerable: true }] as const)
  const standIn = Object.create(client, Object.fromEntries(descriptors)) as object
  clients.set(standIn, clientOf(client))
  return standIn
}

/** The client that a stand-in stands for; itself, when it stands for nobody. */
export function clientOf(client: object): object {
  return clients.get(client) ?? client
}
