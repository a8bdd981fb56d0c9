/** The remote of the branch's upstream (`origin/main`), else `origin`, else the first. */
export function mainRemote(remotes: ReadonlyMap<string, string>, upstream: string | undefined): string | undefined {
  const followed = [...remotes.keys()].find(name => upstream?.startsWith(`${name}/`))
  return remotes.get(followed ?? 'origin') ?? remotes.values().next().value
}

/** The address without user, password and parameters. `git@host:path` keeps its user, which is no secret. */
export function cleanRemote(url: string): string {
  return url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, '$1')
    .replace(/^(https?:\/\/[^?#]*)[?#].*$/i, '$1')
    .replace(/^([^/:@]+):[^/@]*@/, '$1@')
}
