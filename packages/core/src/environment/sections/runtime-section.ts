import { basename } from 'node:path'
import type { Section } from './section.ts'

/** What executes the program. */
export const runtimeSection: Section = async () => ({
  node: process.versions.node,
  v8: process.versions.v8,
  pid: process.pid,
  executable: basename(process.execPath),
  argv0: basename(process.argv0),
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
})
