// run-vitest.mjs <vitest> <report> <setup file or nothing> [files]: its command line takes no setup files.
import { pathToFileURL } from 'node:url'

const [tool, outputFile, setup, ...files] = process.argv.slice(2)
const { startVitest } = await import(pathToFileURL(tool).href)
const setupFiles = setup ? { setupFiles: [setup] } : {}
const vitest = await startVitest('test', files, {
  run: true,
  watch: false,
  reporters: ['json'],
  outputFile,
  ...setupFiles,
})
await vitest.close()
