import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { pythonPeer } from '../python-peer.ts'

/** Uploads offline folders with the official client. Returns what it printed. */
export async function wandbSync(url: string, home: string, folders: readonly string[]): Promise<string> {
  const { PATH } = process.env
  const env = { PATH, HOME: home, WANDB_BASE_URL: url, WANDB_API_KEY: 'k'.repeat(40), WANDB_ERROR_REPORTING: 'false' }
  const command = join(dirname(pythonPeer('wandb')!), 'wandb')
  const { stdout, stderr } = await promisify(execFile)(command, ['sync', ...folders], { env, cwd: home })
  return stdout + stderr
}
