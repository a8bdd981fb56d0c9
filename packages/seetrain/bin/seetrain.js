#!/usr/bin/env node
// plain and short, so that an old Node still reads it and can be told
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major > 22 || (major === 22 && minor >= 18)) await import('../dist/cli.js')
else {
  process.stderr.write(`seetrain: Node ${process.versions.node} is too old. Install Node 22.18 or newer.\n`)
  process.exitCode = 1
}
