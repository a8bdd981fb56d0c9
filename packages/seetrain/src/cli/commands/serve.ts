import { costOf } from '@seetrain/autolog'
import { nodeFileSystem, randomIdSource, systemClock } from '@seetrain/core'
import { isLoopback, startHub, TokenStore } from '@seetrain/hub'
import { remark } from '../output/screen.ts'
import { openData, type DataOptions } from '../serving/open-data.ts'
import { runHub } from '../serving/run-hub.ts'
import { findWebRoot } from '../serving/web-root.ts'

export interface ServeOptions extends DataOptions {
  host: string
  port: number
  allowHost?: string[]
  replayTo?: string[]
  accessLog?: boolean
}

/** `seetrain serve` */
export async function serve({ host, port, allowHost, replayTo, accessLog, ...place }: ServeOptions): Promise<void> {
  const home = openData(place)
  const tokens = new TokenStore({ home, fileSystem: nodeFileSystem, clock: systemClock, ids: randomIdSource })
  // made before the first request can come
  const first = !isLoopback(host) && tokens.isEmpty ? tokens.create('first', 'admin') : undefined
  const webRoot = findWebRoot()
  const hub = await startHub({
    home,
    mode: 'server',
    callCost: costOf,
    host,
    port,
    ...(webRoot !== undefined && { webRoot }),
    ...(allowHost !== undefined && { allowHosts: allowHost }),
    ...(replayTo !== undefined && { replayTo }),
    ...(accessLog && { accessLog: line => process.stderr.write(`${JSON.stringify(line)}\n`) }),
  })
  const onReady = (): void => {
    if (first !== undefined) remark(`The first token, which may everything; it is shown this once:\n  ${first.text}`)
    else if (tokens.isEmpty)
      remark('Everybody on this machine may use it. To ask for tokens: seetrain token create <name>')
  }
  await runHub(hub, { onReady })
}
