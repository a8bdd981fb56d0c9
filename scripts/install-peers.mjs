// npm run peers [-- names]: the Python environments that tests talk to; all of them, or those named.
import { Failure, runScript } from './workspace/failure.mjs'
import { ensurePeers, peerNames } from './workspace/python-peers.mjs'

await runScript(async () => {
  const known = peerNames()
  const names = process.argv.slice(2)
  const unknown = names.find(name => !known.includes(name))
  if (unknown !== undefined) throw new Failure(`There is no peer ${unknown}.`, `There are: ${known.join(', ')}`)
  await ensurePeers(names.length === 0 ? known : names)
})
