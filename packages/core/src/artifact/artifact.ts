import { basename, resolve } from 'node:path'
import type { FileSystem } from '../contracts/ports.ts'
import { ARTIFACT_TYPES, type ArtifactType, type BlobRef, type PlainObject } from '../contracts/record.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { toPlain, toPlainObject } from '../record/to-plain.ts'
import { destinationPath } from './destination-path.ts'
import { jsonText } from './json-text.ts'
import { checkName } from './names.ts'
import { referenceName, referenceUri } from './reference-uri.ts'
import { walkFolder } from './walk-folder.ts'

const MARKER = Symbol.for('seetrain.artifact')
const OPTIONS = ['description', 'metadata', 'derivedFrom', 'fileSystem']

export interface ArtifactOptions {
  description?: string
  metadata?: object
  /** Artifacts that this one was made from: `name:alias`, `name:v3`, or `project/name:v3`. */
  derivedFrom?: string[]
  /** Where files are looked up. Default: the machine's. */
  fileSystem?: FileSystem
}

export type ObjectFormat = 'json' | 'yaml' | 'text' | 'bytes'

/** One thing to be stored, under its path in the artifact. */
export type ArtifactSource =
  | { kind: 'file'; path: string; file: string; /** Real path of the directory it was added with. */ within?: string }
  | { kind: 'bytes'; path: string; bytes: Uint8Array }
  | { kind: 'blob'; path: string; blob: BlobRef }
  | { kind: 'reference'; path: string; uri: string; size: number; digest?: string }

/**
 * A named set of files that belongs together: a model, a dataset, a report. Each `logArtifact` makes a version of it.
 * Files are read when it is logged, so what they hold then is stored; objects and bytes are copied when added.
 */
export class Artifact {
  readonly name: string
  readonly type: ArtifactType
  readonly description: string | undefined
  readonly metadata: PlainObject
  readonly derivedFrom: readonly string[]
  readonly #fileSystem: FileSystem
  readonly #sources = new Map<string, ArtifactSource>()
  readonly #folders = new Set<string>()

  constructor(name: string, type: ArtifactType, options: ArtifactOptions = {}) {
    checkOptions(options)
    this.name = checkName(name)
    this.type = checkType(type)
    this.description = options.description
    this.metadata = toPlainObject(options.metadata ?? {}, 'artifact.metadata')
    this.derivedFrom = [...(options.derivedFrom ?? [])]
    this.#fileSystem = options.fileSystem ?? nodeFileSystem
    Object.defineProperty(this, MARKER, { value: true })
  }

  static isInstance(value: unknown): value is Artifact {
    return typeof value === 'object' && value !== null && MARKER in value
  }

  /** What was added so far. */
  get sources(): ArtifactSource[] {
    return [...this.#sources.values()]
  }

  /** Adds a file under `destination` (default: its own name). */
  addFile(path: string, destination?: string): this {
    const file = this.#existing('file', path)
    if (!this.#fileSystem.stat(file)?.isFile) {
      throw new InvalidArgumentError('file', path, 'It is not a file. Use addDirectory for a folder.')
    }
    return this.#add([{ kind: 'file', path: destinationPath('destination', destination ?? basename(file)), file }])
  }

  /** Adds all files below a folder, under `prefix` when given. A `.seetrain` folder inside is left out. */
  addDirectory(path: string, prefix?: string): this {
    const folder = this.#existing('directory', path)
    if (!this.#fileSystem.stat(folder)?.isFolder) {
      throw new InvalidArgumentError('directory', path, 'It is not a folder. Use addFile for a file.')
    }
    const below = prefix === undefined ? '' : `${destinationPath('prefix', prefix)}/`
    const within = this.#fileSystem.realPath(folder)
    const files = walkFolder(this.#fileSystem, folder)
    if (files.length === 0) throw new InvalidArgumentError('directory', path, 'It holds no files. Add it when it does.')
    return this.#add(
      files.map(found => ({
        kind: 'file',
        path: destinationPath('directory', below + found.path),
        file: found.file,
        within,
      })),
    )
  }

  /** Names a file that lives elsewhere. Its bytes are not copied; `size` is 0 when unknown. */
  addReference(uri: string, options: { path?: string; size?: number; digest?: string } = {}): this {
    const size = options.size ?? 0
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new InvalidArgumentError('reference.size', size, 'Pass the number of bytes, or leave it out.')
    }
    if (options.digest !== undefined && (typeof options.digest !== 'string' || options.digest === '')) {
      throw new InvalidArgumentError('reference.digest', options.digest, 'Pass the checksum as text, or leave it out.')
    }
    const checked = referenceUri(uri)
    const path = destinationPath('reference.path', options.path ?? referenceName(checked))
    return this.#add([
      { kind: 'reference', path, uri: checked, size, ...(options.digest && { digest: options.digest }) },
    ])
  }

  /** Adds a value as a file. `yaml` writes JSON, which every YAML 1.2 reader accepts. */
  addObject(value: unknown, destination: string, format: ObjectFormat = 'json'): this {
    return this.#add([
      { kind: 'bytes', path: destinationPath('destination', destination), bytes: encodeObject(value, format) },
    ])
  }

  /** Adds a copy of bytes as a file. */
  addBytes(bytes: ArrayBufferView | ArrayBuffer, destination: string): this {
    return this.addObject(bytes, destination, 'bytes')
  }

  /** Adds bytes that the blob store has already. */
  addBlob(blob: BlobRef, destination: string): this {
    return this.#add([{ kind: 'blob', path: destinationPath('destination', destination), blob }])
  }

  #existing(field: string, path: unknown): string {
    if (typeof path !== 'string' || path === '') throw new InvalidArgumentError(field, path, 'Pass a path.')
    if (!this.#fileSystem.stat(path)) throw new InvalidArgumentError(field, path, 'It does not exist. Check the path.')
    return resolve(path)
  }

  // all are checked before the first is added, so that an error leaves the artifact as it was
  #add(sources: ArtifactSource[]): this {
    for (const { path } of sources) this.#refuseTaken(path)
    for (const source of sources) {
      this.#refuseTaken(source.path)
      this.#sources.set(source.path, source)
      for (const folder of foldersOf(source.path)) this.#folders.add(folder)
    }
    return this
  }

  #refuseTaken(path: string): void {
    if (this.#sources.has(path)) {
      throw new InvalidArgumentError(
        'destination',
        path,
        'The artifact has a file there already. Choose another destination.',
      )
    }
    if (this.#folders.has(path) || foldersOf(path).some(folder => this.#sources.has(folder))) {
      throw new InvalidArgumentError(
        'destination',
        path,
        'A path can not be a file and a folder. Choose another destination.',
      )
    }
  }
}

function foldersOf(path: string): string[] {
  const segments = path.split('/')
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('/'))
}

function encodeObject(value: unknown, format: ObjectFormat): Uint8Array {
  switch (format) {
    case 'json':
    case 'yaml':
      return new TextEncoder().encode(jsonText('object', toPlain(value, 'object')))
    case 'text':
      if (typeof value === 'string') return new TextEncoder().encode(value)
      throw new InvalidArgumentError('object', value, 'The format "text" takes a string.')
    case 'bytes':
      if (value instanceof ArrayBuffer) return new Uint8Array(value.slice(0))
      if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice()
      throw new InvalidArgumentError('object', value, 'The format "bytes" takes a typed array or an ArrayBuffer.')
    default:
      throw new InvalidArgumentError('format', format, "Pass 'json', 'yaml', 'text' or 'bytes'.")
  }
}

function checkType(type: ArtifactType): ArtifactType {
  if (ARTIFACT_TYPES.includes(type)) return type
  throw new InvalidArgumentError('artifact.type', type, `Pass one of ${ARTIFACT_TYPES.join(', ')}.`)
}

function checkOptions(options: ArtifactOptions): void {
  if (typeof options !== 'object' || options === null)
    throw new InvalidArgumentError('artifact.options', options, 'Pass an object.')
  for (const key of Object.keys(options)) {
    if (!OPTIONS.includes(key))
      throw new InvalidArgumentError('artifact.options', key, `There is no such option. Known: ${OPTIONS.join(', ')}.`)
  }
  const { description, derivedFrom } = options
  if (description !== undefined && typeof description !== 'string') {
    throw new InvalidArgumentError('artifact.description', description, 'Pass a string.')
  }
  if (
    derivedFrom !== undefined &&
    !(Array.isArray(derivedFrom) && derivedFrom.every(source => typeof source === 'string'))
  ) {
    throw new InvalidArgumentError(
      'artifact.derivedFrom',
      derivedFrom,
      'Pass a list of references such as ["data:v3"].',
    )
  }
}
