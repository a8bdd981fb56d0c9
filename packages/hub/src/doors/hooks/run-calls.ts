import {
  Artifact,
  checkObject,
  checkString,
  InvalidArgumentError,
  type ArtifactType,
  type FinishOptions,
  type LogOptions,
  type MediaOptions,
  type Run,
} from '@seetrain/core'

type RunCall = (run: Run, args: readonly unknown[]) => void

const MEDIA_CALLS = {
  log_image: 'logImage',
  log_audio: 'logAudio',
  log_text: 'logText',
  log_video: 'logVideo',
  log_table: 'logTable',
  log_histogram: 'logHistogram',
  log_plot: 'logPlot',
  log_object3d: 'logObject3D',
  log_html: 'logHtml',
  log_molecule: 'logMolecule',
} as const satisfies Record<string, keyof Run>

/** What a client may ask of its run, by the names of the Python package. `finish` is the session's own. */
export const RUN_CALLS: Readonly<Record<string, RunCall>> = {
  log: (run, [values, options]) => run.log(checkObject('values', values), optionsOf<LogOptions>(options)),
  log_scalar: (run, [key, value, options]) => run.logScalar(checkString('key', key), value, optionsOf(options)),
  update_config: (run, [values]) => run.updateConfig(checkObject('values', values)),
  unset_config: (run, [path]) => unsetConfig(run, path),
  define_metric: (run, [key, definition]) =>
    run.defineMetric(checkString('key', key), checkObject('definition', definition)),
  alert: (run, [title, options]) => run.alert(checkString('title', title), optionsOf(options)),
  edit: (run, [words]) => run.edit(checkObject('words', words)),
  log_artifact: (run, [artifact, options]) => void run.logArtifact(readArtifact(artifact), optionsOf(options)),
  use_artifact: (run, [reference]) => void run.useArtifact(checkString('reference', reference)),
  ...Object.fromEntries(
    Object.entries(MEDIA_CALLS).map(([name, method]): [string, RunCall] => [
      name,
      (run, [key, value, options]) => run[method](checkString('key', key), value, optionsOf<MediaOptions>(options)),
    ]),
  ),
}

/** How a client says that its run ended. An error comes as its words. */
export function readOutcome(outcome: unknown): FinishOptions {
  const { error, ...others } = optionsOf<FinishOptions>(outcome)
  if (error === undefined) return others
  const { name = 'Error', message = '', stack } = checkObject('error', error)
  const made = Object.assign(new Error(String(message)), { name: String(name) })
  // that of the client, not of this place
  made.stack = stack === undefined ? `${made.name}: ${made.message}` : String(stack)
  return { ...others, error: made }
}

function optionsOf<Options extends object>(options: unknown): Options {
  return (options === undefined || options === null ? {} : checkObject('options', options)) as Options
}

function unsetConfig(run: Run, path: unknown): void {
  if (!Array.isArray(path) || path.length === 0 || !path.every(name => typeof name === 'string'))
    throw new InvalidArgumentError('path', path, 'Pass the names that lead to the member, outermost first.')
  let holder: unknown = run.config
  for (const name of path.slice(0, -1)) {
    if (typeof holder !== 'object' || holder === null) return
    holder = Reflect.get(holder, name)
  }
  if (typeof holder === 'object' && holder !== null) Reflect.deleteProperty(holder, path.at(-1) as string)
}

function readArtifact(value: unknown): Artifact {
  const { name, type, description, metadata, derivedFrom, entries } = checkObject('artifact', value) as {
    [member: string]: unknown
  }
  const artifact = new Artifact(
    checkString('artifact.name', name),
    checkString('artifact.type', type) as ArtifactType,
    {
      ...(description !== undefined && { description: checkString('artifact.description', description) }),
      ...(metadata !== undefined && { metadata: checkObject('artifact.metadata', metadata) }),
      ...(Array.isArray(derivedFrom) && { derivedFrom: derivedFrom.map(from => checkString('derivedFrom', from)) }),
    },
  )
  if (!Array.isArray(entries)) throw new InvalidArgumentError('artifact.entries', entries, 'Pass a list of entries.')
  for (const [index, entry] of entries.entries()) addEntry(artifact, `artifact.entries[${index}]`, entry)
  return artifact
}

function addEntry(artifact: Artifact, field: string, value: unknown): void {
  const entry = checkObject(field, value) as { [member: string]: unknown }
  const path = entry['path'] === undefined ? undefined : checkString(`${field}.path`, entry['path'])
  if (typeof entry['file'] === 'string') artifact.addFile(entry['file'], path)
  else if (entry['bytes'] instanceof Uint8Array) artifact.addBytes(entry['bytes'], path ?? '')
  else if (typeof entry['uri'] === 'string') artifact.addReference(entry['uri'], referenceOptions(path, entry))
  else
    throw new InvalidArgumentError(
      field,
      value,
      'Give it a file that was sent along, bytes, or the uri of a reference.',
    )
}

function referenceOptions(path: string | undefined, { size, digest }: { [member: string]: unknown }) {
  return {
    ...(path !== undefined && { path }),
    ...(typeof size === 'number' && { size }),
    ...(typeof digest === 'string' && { digest }),
  }
}
