import type { PlainObject } from '@seetrain/core'
import { providerAt } from '../providers/hosts.ts'

interface Address {
  provider: string
  attributes: PlainObject
}

const MOST_KNOWN = 100
const known = new Map<string, Address>()

/** Who answers at an address, and its parts. A program calls a few addresses many times, so they are kept. */
export function addressOf(url: string, framework: string): Address {
  const key = `${framework} ${url}`
  let address = known.get(key)
  if (!address) {
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(key, (address = { provider: providerAt(url, framework), attributes: partsOf(url) }))
  }
  return address
}

function partsOf(url: string): PlainObject {
  const parsed = URL.parse(url)
  if (!parsed) return {}
  return {
    'server.address': parsed.hostname,
    'url.path': parsed.pathname,
    ...(parsed.port !== '' && { 'server.port': Number(parsed.port) }),
  }
}
