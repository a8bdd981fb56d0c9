// Runs in vitest's sandbox before each file of an SDK's own tests; the SDK comes as the tests get it, autolog as it is.
import { createRequire } from 'node:module'

const { UPSTREAM_AUTOLOG, UPSTREAM_ENTRY, UPSTREAM_NOTES } = process.env
const { listen } = createRequire(import.meta.url)(UPSTREAM_AUTOLOG)

let stop
globalThis.beforeAll(async () => {
  stop = listen(await import(/* @vite-ignore */ UPSTREAM_ENTRY), UPSTREAM_NOTES)
})
globalThis.afterAll(() => stop())
