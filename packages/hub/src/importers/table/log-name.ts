import { basename, dirname, extname } from 'node:path'

/** Names that many trainings share; the folder says which one it was. */
const GENERIC = new Set([
  'metrics',
  'results',
  'log',
  'logs',
  'history',
  'training',
  'training_log',
  'train',
  'scalars',
  'trainer_state',
  'events',
])

/** A name for the run of a log file: that of the file, or of its folder when the file's is anybody's. */
export function logName(path: string): string {
  const name = basename(path, extname(path))
  if (!GENERIC.has(name.toLowerCase())) return name
  const folder = basename(dirname(path))
  // Lightning numbers the versions of one name
  return /^version_\d+$/.test(folder) ? `${basename(dirname(dirname(path)))}/${folder}` : folder
}

/** Whether a file that was found, not named, looks like the log of a training by its name. */
export function isLogName(name: string): boolean {
  return GENERIC.has(basename(name, extname(name)).toLowerCase())
}
