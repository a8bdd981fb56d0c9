import nodeModule from 'node:module'
import { pathToFileURL } from 'node:url'

/** No language that a file can be in: where it is looked at, nothing has been loaded, and nothing of it ever runs. */
const NO_CODE = 'seetrain asks whether this is loaded'

/** Node's name for the step between a file's source and what it exports. */
const COMPILE = '_compile'

interface Compiled {
  exports: object
  [COMPILE](source: string, file: string, format: 'module'): void
}
const CommonJs = nodeModule.Module as unknown as new (file: string) => Compiled

/**
 * Gives `take` what a file exports, if the program has loaded it, by `import` or `require`; at once, or when an import that
 * is under way is done. Nothing is loaded: Node is asked to compile, in the file's place, what can not be compiled. Of a
 * module that it has it hands out the module and looks at no source; of all others it says a syntax error, and remembers
 * nothing of that.
 */
export function takeLoaded(file: string, take: (module: object) => void): void {
  const required = nodeModule.createRequire(file).cache[file]
  if (required?.loaded) return take(required.exports as object)
  const asked = new CommonJs(file)
  try {
    asked[COMPILE](NO_CODE, file, 'module')
  } catch (error) {
    if (isUnderWay(error)) void import(/* webpackIgnore: true */ pathToFileURL(file).href).then(take, () => {})
    return
  }
  take(asked.exports)
}

const UNDER_WAY = new Set([
  'ERR_REQUIRE_ESM_RACE_CONDITION',
  'ERR_REQUIRE_CYCLE_MODULE',
  'ERR_REQUIRE_ASYNC_MODULE',
  // Node 22 says so of a race
  'ERR_ASSERTION',
])

/** Node has it, and not yet whole. After anything else that is said, an import of ours might be its first. */
function isUnderWay(error: unknown): boolean {
  return UNDER_WAY.has(String((Object(error) as { code?: unknown }).code))
}
