import { createHash } from 'node:crypto'

const LONGEST_NAME = 250
/** A name that was changed stays shorter, for the tag that tells the true one. */
const LONGEST_CHANGED = 200

/** Names that MLflow takes for keys, one for each of ours. What had to be changed is told by tags. */
export class MlflowNames {
  readonly #names = new Map<string, string>()
  readonly #taken = new Set<string>()
  readonly #tagPrefix: string
  readonly #untold = new Map<string, string>()

  /** `known` are names that the run has on the other side, `tags` its tags, among them those of an earlier process. */
  constructor(tagPrefix: string, known: Iterable<string>, tags: ReadonlyMap<string, string>) {
    this.#tagPrefix = tagPrefix
    for (const [tag, key] of tags) if (tag.startsWith(tagPrefix)) this.#take(key, tag.slice(tagPrefix.length))
    for (const name of known) if (!this.#taken.has(name)) this.#take(name, name)
  }

  nameOf(key: string): string {
    const known = this.#names.get(key)
    if (known !== undefined) return known
    const clean = mlflowName(key)
    const name = this.#taken.has(clean) ? `${clean.slice(0, LONGEST_CHANGED)}-${digest(key)}` : clean
    this.#take(key, name)
    if (name !== key) this.#untold.set(this.#tagPrefix + name, key)
    return name
  }

  /** Tags with the true keys of names that were changed. What was sent is taken out. */
  get untold(): Map<string, string> {
    return this.#untold
  }

  #take(key: string, name: string): void {
    this.#names.set(key, name)
    this.#taken.add(name)
  }
}

/** The nearest name by MLflow's rules: letters, digits, `_-. :/`, a path that leads nowhere else, 250 characters. */
export function mlflowName(key: string): string {
  const parts = key.replaceAll(/[^\p{L}\p{N}_/.\- :]/gu, '_').split('/')
  const clean = parts
    .filter(part => part !== '')
    .map(part => (/^\.{1,2}$/.test(part) ? '_' : part))
    .join('/')
    .replace(/^\.\./, '__')
  if (clean === '') return '_'
  return clean.length <= LONGEST_NAME ? clean : `${clean.slice(0, LONGEST_CHANGED - 13)}-${digest(key)}`
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 12)
}

/** A text within a limit; what is cut says so at its end. */
export function cutTo(longest: number, text: string, where = ''): string {
  if (text.length <= longest) return text
  const note = `… [${text.length} characters${where && `; ${where}`}]`
  // half of a pair is no character
  return text.slice(0, longest - note.length).replace(/[\uD800-\uDBFF]$/, '') + note
}
