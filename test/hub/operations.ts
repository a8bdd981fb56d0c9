import type { HubAddress } from '@seetrain/hub'

/** A method and path of a hub, with what it says that it takes. */
export interface Operation {
  method: string
  path: string
  parameters: { name: string; in: 'path' | 'query'; schema: Schema }[]
  body: Schema | 'bytes' | undefined
  mediaType: string | undefined
  /** Somebody else's protocol: its errors have a form of their own. */
  isForeign: boolean
}

export interface Schema {
  type?: string
  enum?: unknown[]
  anyOf?: Schema[]
  items?: Schema
  properties?: { [name: string]: Schema }
  required?: string[]
  minimum?: number
  maximum?: number
}

interface Document {
  paths: {
    [path: string]: {
      [method: string]: {
        parameters: Operation['parameters']
        requestBody?: { content: { [type: string]: { schema?: Schema } } }
      }
    }
  }
}

/** All that the document describes. */
export function describedOperations(document: { [member: string]: unknown }): Operation[] {
  return Object.entries((document as unknown as Document).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters, requestBody }]) => {
      const [mediaType, content] = Object.entries(requestBody?.content ?? {})[0] ?? []
      const body = content && (content.schema ?? 'bytes')
      return { method: method.toUpperCase(), path, parameters, body, mediaType, isForeign: false }
    }),
  )
}

/** What is answered beyond the document: the doors for other people's clients, health, the page. */
export function otherOperations(routes: readonly HubAddress[], described: readonly Operation[]): Operation[] {
  const known = new Set(described.map(({ method, path }) => `${method} ${path}`))
  const found = new Map<string, Operation>()
  for (const { method, path: pattern } of routes) {
    // what stands before all routes has no method of its own
    if (method === 'ALL' && /^\/?\*$/.test(pattern)) continue
    const names: string[] = []
    const path = pattern
      .replace(/:(\w+)(?:\{[^}]*\})?\??/g, (_, name: string) => `{${names[names.push(name) - 1]}}`)
      .replace(/\*$/, () => `{${names[names.push('rest') - 1]}}`)
    for (const one of method === 'ALL' ? ['GET', 'POST'] : [method]) {
      if (known.has(`${one} ${path}`)) continue
      const parameters = names.map(name => ({ name, in: 'path' as const, schema: { type: 'string' } }))
      const body = one === 'GET' ? undefined : {}
      found.set(`${one} ${path}`, { method: one, path, parameters, body, mediaType: undefined, isForeign: true })
    }
  }
  return [...found.values()]
}
