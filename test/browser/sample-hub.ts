import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startHub, type Hub } from '@seetrain/hub'

const run = promisify(execFile)
const root = join(__dirname, '..', '..')

export interface SampleHub {
  url: string
  /** The folder that holds `.seetrain`. */
  folder: string
  close(): Promise<void>
}

/** The real hub, with the built dashboard, over a folder of sample runs that live in a repository with a change. */
export async function openSampleHub(): Promise<SampleHub> {
  const folder = mkdtempSync(join(tmpdir(), 'seetrain-sample-'))
  await makeRepository(folder)
  await run(process.execPath, ['--conditions=@seetrain/source', join(root, 'test/browser/sample/make-sample.ts'), folder], { cwd: folder })
  const hub = await openHub(folder)
  return {
    url: hub.url,
    folder,
    async close() {
      await hub.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export async function openHub(folder: string): Promise<Hub> {
  const hub = await startHub({ home: join(folder, '.seetrain'), mode: 'local', webRoot: join(root, 'packages/web/dist') })
  await hub.caughtUp()
  return hub
}

async function makeRepository(folder: string): Promise<void> {
  const git = (...words: string[]) => run('git', ['-c', 'user.name=sample', '-c', 'user.email=sample@example.org', ...words], { cwd: folder })
  writeFileSync(join(folder, 'train.ini'), 'epochs = 10\nwidth = 128\n')
  writeFileSync(join(folder, '.gitignore'), '.seetrain/\n')
  await git('init', '-q', '-b', 'main')
  await git('add', '.')
  await git('commit', '-q', '-m', 'first')
  writeFileSync(join(folder, 'train.ini'), 'epochs = 50\nwidth = 256\naugment = crop, flip\n')
}
