import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'

const NAME = /^(?!\.+$)[A-Za-z0-9._-]{1,128}$/
const VERSION = /^v\d+$/

/** Moves to each version that is logged; nobody else moves it. */
export const LATEST = 'latest'

export function checkName(name: unknown): string {
  if (typeof name === 'string' && NAME.test(name)) return name
  throw new InvalidArgumentError(
    'artifact.name',
    name,
    'Use 1 to 128 of the letters a-z and A-Z, digits, ".", "_" and "-" (not dots alone).',
  )
}

export function checkAlias(alias: unknown): string {
  if (typeof alias !== 'string' || !NAME.test(alias)) {
    throw new InvalidArgumentError('alias', alias, 'Use 1 to 128 letters, digits, ".", "_" and "-", such as "best".')
  }
  if (VERSION.test(alias)) {
    throw new InvalidArgumentError('alias', alias, 'Names like "v3" are versions. Choose a word, such as "best".')
  }
  return alias
}

export function checkProject(project: unknown): string {
  if (typeof project === 'string' && project !== '') return project
  throw new InvalidArgumentError('project', project, "Pass the project's name.")
}

/** What `name`, `name:best`, `name:v3` or `project/name:best` points to. */
export interface ArtifactReference {
  project: string
  name: string
  /** A version, or an alias. */
  selector: string
}

export function parseReference(project: string, reference: unknown): ArtifactReference {
  if (typeof reference !== 'string') {
    throw new InvalidArgumentError('artifact', reference, 'Pass "name", "name:alias" or "name:v3".')
  }
  // a name holds no slash and a project may, so the last one parts them
  const slash = reference.lastIndexOf('/')
  const [name, selector = LATEST, ...rest] = reference.slice(slash + 1).split(':')
  if (rest.length > 0 || selector === '') {
    throw new InvalidArgumentError('artifact', reference, 'Pass "name", "name:alias" or "name:v3".')
  }
  return {
    project: checkProject(slash < 0 ? project : reference.slice(0, slash)),
    name: checkName(name),
    selector: VERSION.test(selector) ? selector : checkAlias(selector),
  }
}
