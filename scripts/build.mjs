// npm run build: every package, what is stale only; `-- --force` compiles all, `-- --clean` removes what was compiled.
import { build } from './workspace/build.mjs'
import { runScript } from './workspace/failure.mjs'
import { ensureInstalled } from './workspace/installation.mjs'

await runScript(async () => {
  await ensureInstalled()
  await build(process.argv.slice(2))
})
