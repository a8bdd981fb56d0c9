// A lock file that names a registry host would send everyone there. `.npmrc` keeps npm from writing it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../workspace/root.mjs'

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
const named = Object.keys(packages).filter(place => /^https?:/.test(packages[place].resolved ?? ''))
for (const place of named) console.log(`package-lock.json: ${place} names where it was downloaded from ("resolved")`)
if (named.length > 0) {
  console.log(
    'Remove these lines; npm reads omit-lockfile-registry-resolved=true in .npmrc and does not write them again.',
  )
  process.exitCode = 1
}
