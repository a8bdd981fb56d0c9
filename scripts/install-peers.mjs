// npm run peers [-- names]: what tests talk to and not everybody needs, Python environments and npm packages; all of them,
// or those named.
import { Failure, runScript } from './workspace/failure.mjs'
import { ensureNpmPeers, npmPeerNames } from './workspace/npm-peers.mjs'
import { ensurePeers, peerNames } from './workspace/python-peers.mjs'

await runScript(async () => {
  const known = [...peerNames(), ...npmPeerNames()]
  const names = process.argv.slice(2)
  const unknown = names.find(name => !known.includes(name))
  if (unknown !== undefined) throw new Failure(`There is no peer ${unknown}.`, `There are: ${known.join(', ')}`)
  const wanted = names.length === 0 ? known : names
  await ensurePeers(wanted.filter(name => peerNames().includes(name)))
  await ensureNpmPeers(wanted.filter(name => npmPeerNames().includes(name)))
})
