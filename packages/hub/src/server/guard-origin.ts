import { RequestError } from '../errors/request-error.ts'

export interface OriginRules {
  /** Names under which the hub is reached. Absent: any, because a token is asked for anyway. */
  hosts: () => ReadonlySet<string> | undefined
}

export const LOOPBACK_NAMES: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Refuses what a page of another site sends through a browser: requests under a foreign name (DNS rebinding), and
 * requests whose origin is not the hub itself.
 */
export function guardOrigin(method: string, headers: Headers, rules: OriginRules): void {
  const host = headers.get('host') ?? ''
  const allowed = rules.hosts()
  if (allowed !== undefined && !allowed.has(nameOf(host))) {
    throw new RequestError(
      421,
      'WRONG_HOST',
      `Host: ${JSON.stringify(host.slice(0, 100))} is not a name of this hub. Use the address that it printed, or name yours with --allow-host.`,
      {
        field: 'Host',
      },
    )
  }
  const origin = headers.get('origin')
  if (origin !== null && !isOwn(origin, host)) throw crossSite('Origin')
  const site = headers.get('sec-fetch-site')
  // a person may follow a link to the hub; a page may neither read from it nor write to it
  const isNavigation =
    method === 'GET' && headers.get('sec-fetch-mode') === 'navigate' && headers.get('sec-fetch-dest') === 'document'
  if ((site === 'cross-site' || site === 'same-site') && !isNavigation) throw crossSite('Sec-Fetch-Site')
}

function crossSite(field: string): RequestError {
  return new RequestError(
    403,
    'CROSS_SITE',
    `${field}: requests from pages of another site are refused. Open the hub's own page.`,
    { field },
  )
}

// another scheme of the same host is a proxy that ends TLS
function isOwn(origin: string, host: string): boolean {
  try {
    return new URL(origin).host === new URL(`${new URL(origin).protocol}//${host}`).host
  } catch {
    return false
  }
}

function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')
}

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
}
