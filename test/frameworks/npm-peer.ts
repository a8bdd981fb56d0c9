import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { listRuns, nodeFileSystem, readRun, runFolder, type RunRecord } from '@seetrain/core'

const execute = promisify(execFile)
const root = join(__dirname, '../..')

/** The folder in which a peer's packages are installed, or undefined where they are not. */
export function npmPeer(name: string): string | undefined {
  const folder = join(root, '.cache', 'peers', name)
  return existsSync(join(folder, 'installed.txt')) ? folder : undefined
}

export interface PeerProgram {
  stdout: string
  stderr: string
  /** The records of each run, oldest run first. */
  runs: RunRecord[][]
}

/**
 * Runs a program of this workspace in the folder of a peer, whose packages it then finds. In a process of its own:
 * addons and typed arrays do not get on with jest's way of loading modules.
 */
export async function runWithPeer(
  folder: string,
  program: string,
  environment: { [name: string]: string } = {},
): Promise<PeerProgram> {
  const dir = mkdtempSync(join(tmpdir(), 'framework-'))
  const args = ['--conditions=@seetrain/source', '--disable-warning=ExperimentalWarning', join(root, program)]
  const env = { ...process.env, SEETRAIN_DIR: dir, ...environment }
  const { stdout, stderr } = await execute(process.execPath, args, { cwd: folder, env, timeout: 120_000 })
  const home = join(dir, '.seetrain')
  const runs = listRuns(home, nodeFileSystem).map(id =>
    [...readRun(runFolder(home, id), nodeFileSystem)].map(({ record }) => record),
  )
  return { stdout, stderr, runs }
}
