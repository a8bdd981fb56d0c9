import { createHash } from 'node:crypto'
import { extname } from 'node:path'
import type { ArtifactType } from '@seetrain/core'

const LONGEST = 100

/**
 * Our name of an artifact for a file of MLflow: its path in the run with dashes between folders. The file of the same
 * path in another run of the experiment is another version of it.
 */
export function artifactName(path: string): string {
  const plain = path.replaceAll('/', '-').replace(/[^A-Za-z0-9._-]/g, '_')
  if (plain.length <= LONGEST && plain === path.replaceAll('/', '-') && !/^\.+$/.test(plain)) return plain
  const digest = createHash('sha256').update(path).digest('hex').slice(0, 8)
  return `${plain.slice(-LONGEST)}-${digest}`
}

const TYPES: { readonly [ending: string]: ArtifactType } = {
  '.ckpt': 'checkpoint',
  '.pt': 'weights',
  '.pth': 'weights',
  '.safetensors': 'weights',
  '.h5': 'weights',
  '.keras': 'model',
  '.onnx': 'model',
  '.pkl': 'model',
  '.csv': 'dataset',
  '.parquet': 'dataset',
  '.png': 'image',
  '.jpg': 'image',
  '.jpeg': 'image',
  '.webp': 'image',
  '.gif': 'image',
  '.wav': 'audio',
  '.mp4': 'video',
  '.html': 'report',
  '.yaml': 'config',
  '.yml': 'config',
  '.json': 'config',
  '.py': 'code',
}

export function artifactType(path: string): ArtifactType {
  const ending = extname(path).toLowerCase()
  return Object.hasOwn(TYPES, ending) ? TYPES[ending]! : 'custom'
}
