import type { MlflowHandler, MlflowRoutes } from './mlflow-route.ts'

export interface MatchedRoute {
  handler: MlflowHandler
  scope: 'read' | 'write'
  params: { readonly [name: string]: string }
}

type Version = '2.0' | '3.0'

interface Pattern extends Omit<MatchedRoute, 'params'> {
  parts: readonly string[]
}

/** Finds handlers by version, method and path. Whole names go before those with parameters. */
export class RouteTable {
  readonly #exact = new Map<string, Pattern>()
  readonly #patterns = new Map<string, Pattern[]>()

  constructor(tables: readonly MlflowRoutes[]) {
    for (const { reads = {}, writes = {} } of tables) {
      for (const [name, handler] of Object.entries(reads)) this.#add(name, handler, 'read')
      for (const [name, handler] of Object.entries(writes)) this.#add(name, handler, 'write')
    }
  }

  /** Method and path of every route. */
  get names(): string[] {
    const patterns = [...this.#patterns].flatMap(([place, all]) =>
      all.map(({ parts }) => `${place} ${parts.join('/')}`),
    )
    return [...this.#exact.keys(), ...patterns]
  }

  find(version: Version, method: string, path: string): MatchedRoute | undefined {
    const exact = this.#exact.get(`${version} ${method} ${path}`)
    if (exact !== undefined) return { ...exact, params: {} }
    const parts = path.split('/')
    for (const pattern of this.#patterns.get(`${version} ${method}`) ?? []) {
      const params = matched(pattern.parts, parts)
      if (params !== undefined) return { ...pattern, params }
    }
    return undefined
  }

  #add(name: string, handler: MlflowHandler, scope: MatchedRoute['scope']): void {
    const [, own, method = '', path = ''] = /^(?:([23]\.0) )?(\S+) (\S+)$/.exec(name)!
    for (const version of own === undefined ? ['2.0', '3.0'] : [own]) {
      const pattern = { handler, scope, parts: path.split('/') }
      const place = `${version} ${method}`
      if (path.includes(':')) this.#patterns.set(place, [...(this.#patterns.get(place) ?? []), pattern])
      else this.#exact.set(`${place} ${path}`, pattern)
    }
  }
}

function matched(pattern: readonly string[], parts: readonly string[]): { [name: string]: string } | undefined {
  if (pattern.length !== parts.length) return undefined
  const params: { [name: string]: string } = {}
  for (const [index, wanted] of pattern.entries()) {
    const part = parts[index]!
    if (!wanted.startsWith(':')) {
      if (wanted !== part) return undefined
    } else if (part === '') return undefined
    else params[wanted.slice(1)] = decoded(part)
  }
  return params
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
