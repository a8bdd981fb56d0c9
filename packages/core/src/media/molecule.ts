import { extname } from 'node:path'
import type { MediaItem } from '../contracts/record.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { Media, type MediaContext } from './media.ts'
import { checkOptions, readChoice, readString } from './options.ts'
import { readSource, type Source } from './source.ts'
import { mediaItem, storeSource } from './store.ts'

const MIMES = {
  smiles: 'chemical/x-daylight-smiles',
  pdb: 'chemical/x-pdb',
  sdf: 'chemical/x-mdl-sdfile',
  mol: 'chemical/x-mdl-molfile',
  xyz: 'chemical/x-xyz',
} as const

export type MoleculeFormat = keyof typeof MIMES

const FORMATS = Object.keys(MIMES) as MoleculeFormat[]
const ENDINGS: Record<string, MoleculeFormat> = {
  '.smi': 'smiles',
  '.pdb': 'pdb',
  '.sdf': 'sdf',
  '.mol': 'mol',
  '.xyz': 'xyz',
}

export interface MoleculeOptions {
  /** Default: told from the text, or from the ending of a path. */
  format?: MoleculeFormat
  caption?: string
}

/** A molecule as SMILES, PDB, SDF, MOL or XYZ text. */
export class Molecule extends Media {
  readonly type = 'molecule'
  readonly #source: Source
  readonly #format: MoleculeFormat
  readonly #caption: string | undefined

  constructor(data: unknown, options?: MoleculeOptions) {
    super()
    const checked = checkOptions('molecule', options, ['format', 'caption'])
    this.#caption = readString('molecule.caption', checked.caption)
    const format = readChoice('molecule.format', checked.format, FORMATS)
    this.#source = readMolecule(data)
    this.#format = format ?? recognise(data, this.#source)
  }

  encode(context: MediaContext): MediaItem[] {
    const blob = storeSource(context, 'molecule', this.#source, MIMES[this.#format])
    return [mediaItem(blob, { format: this.#format }, this.#caption)]
  }
}

/** A line that ends like a file of molecules is a path; any other string is the molecule itself. */
function readMolecule(data: unknown): Source {
  if (
    typeof data === 'string' &&
    data.trim() !== '' &&
    !(extname(data).toLowerCase() in ENDINGS && !data.includes('\n'))
  ) {
    return { kind: 'bytes', bytes: new TextEncoder().encode(data) }
  }
  const source = data === '' ? undefined : readSource('molecule', data)
  if (source) return source
  throw new InvalidArgumentError('molecule', data, 'Pass the text of a molecule, its bytes, or the path of a file.')
}

function recognise(data: unknown, source: Source): MoleculeFormat {
  const format =
    source.kind === 'file'
      ? ENDINGS[extname(source.path).toLowerCase()]
      : sniffText(new TextDecoder().decode(source.bytes))
  if (format) return format
  throw new InvalidArgumentError(
    'molecule',
    data,
    `Its format is not plain from the data: pass format, one of ${FORMATS.join(', ')}.`,
  )
}

function sniffText(text: string): MoleculeFormat | undefined {
  if (/^\$\$\$\$\s*$/m.test(text)) return 'sdf'
  if (/V[23]000\s*$/m.test(text)) return 'mol'
  if (/^(HEADER|ATOM {2}|HETATM|CRYST1)/m.test(text)) return 'pdb'
  if (/^\s*\d+\s*\r?\n.*\r?\n\s*[A-Z][a-z]?\s+-?[\d.]/.test(text)) return 'xyz'
  return /^[A-Za-z0-9@+\-[\]()=#$:./\\%*~>]+$/.test(text.trim()) ? 'smiles' : undefined
}
