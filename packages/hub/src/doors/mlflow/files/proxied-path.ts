const PROXIED = 'mlflow-artifacts:/'

/** The path of an artifact that the hub keeps; undefined for an address elsewhere. */
export function proxiedPath(uri: string): string | undefined {
  return uri.startsWith(PROXIED) ? uri.slice(PROXIED.length).replace(/^\/+|\/+$/g, '') : undefined
}
