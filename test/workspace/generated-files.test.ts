import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './temporary-workspace.ts'

it.each(['generate-catalogs.mjs', 'generate-docs.mjs', 'complete-lock.mjs'])('%s has nothing to do', script => {
  const run = (): string =>
    execFileSync(process.execPath, [join(root, 'scripts', script), '--check'], { cwd: root, encoding: 'utf8' })
  expect(run).not.toThrow()
})
