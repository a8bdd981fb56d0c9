import { artifactAddress } from './artifact-address.ts'

export interface LineageNode {
  kind: 'run' | 'artifact'
  title: string
  href: string
}

/** Reads `run:<id>` and `artifact:<project>/<name>:<version>`. */
export function lineageNode(id: string): LineageNode {
  const rest = id.slice(id.indexOf(':') + 1)
  if (id.startsWith('run:')) return { kind: 'run', title: rest, href: `/runs/${encodeURIComponent(rest)}` }
  const slash = rest.indexOf('/')
  const colon = rest.lastIndexOf(':')
  const project = rest.slice(0, slash)
  const name = rest.slice(slash + 1, colon)
  const version = rest.slice(colon + 1)
  return { kind: 'artifact', title: `${name}:${version}`, href: artifactAddress({ project, name, version }) }
}
