import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { errorLine } from '../output/error-line.ts'
import { bytesText } from '../output/quantities.ts'
import type { Finding } from './finding.ts'

const OLDEST_NODE = [22, 18] as const
const MiB = 2 ** 20
const SCARCE_BYTES = 1024 * MiB
const NO_SPACE_BYTES = 50 * MiB

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])
  return isEnough
    ? { about: 'node', level: 'ok', text: version }
    : {
        about: 'node',
        level: 'problem',
        text: `${version} is too old. Install Node ${OLDEST_NODE.join('.')} or newer.`,
      }
}

/** Whether runs can be written: tried with a file, since permissions alone do not tell. */
export function checkFolder(home: string): Finding {
  const folder = nearestFolder(home)
  const probe = join(folder, `.seetrain-probe-${process.pid}`)
  try {
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (error) {
    const text = `${folder} can not be written (${errorLine(error)}). Change its permissions, or set SEETRAIN_DIR to another folder.`
    return { about: 'folder', level: 'problem', text }
  }
  return {
    about: 'folder',
    level: 'ok',
    text: existsSync(home) ? `${home} can be written` : `${home} does not exist yet; the first run makes it`,
  }
}

export function checkSpace(home: string): Finding {
  try {
    const { bavail, bsize } = statfsSync(nearestFolder(home))
    return spaceFinding(bavail * bsize)
  } catch (error) {
    return { about: 'space', level: 'note', text: `not known (${errorLine(error)})` }
  }
}

export function spaceFinding(free: number): Finding {
  const text = `${bytesText(free)} free`
  if (free >= SCARCE_BYTES) return { about: 'space', level: 'ok', text }
  const level = free < NO_SPACE_BYTES ? 'problem' : 'note'
  return {
    about: 'space',
    level,
    text: `only ${text}. Remove runs with seetrain rm, or set SEETRAIN_DIR to a larger disk.`,
  }
}

function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path))
}
