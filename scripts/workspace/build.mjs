import { bundle, removeBundles } from './bundle.mjs'
import { runCommand } from './command.mjs'
import { buildDashboard, removeDashboard } from './dashboard.mjs'
import { nodePath, toolPath } from './environment.mjs'
import { Failure } from './failure.mjs'
import { showProgress } from './progress.mjs'

/** Compiles every package, and the dashboard, whose sources changed since the last time; about a second when none did. */
export function build(args = []) {
  return showProgress('Building packages', async () => {
    const { code, output } = await runCommand(nodePath(), [
      toolPath('typescript', 'bin', 'tsc'),
      '-b',
      'tsconfig.build.json',
      ...args,
    ])
    if (code !== 0) throw new Failure('The packages do not compile.', 'Fix the lines above and run this again.', output)
    if (args.includes('--clean')) {
      removeBundles()
      removeDashboard()
    } else {
      await bundle()
      await buildDashboard({ force: args.includes('--force') })
    }
  })
}
