import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Clock, Timer } from '@seetrain/core'
import { PortTakenError } from '../errors/port-taken-error.ts'

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch']

const HEADERS_MS = 20_000
const MOST_CONNECTIONS = 5000
/** Requests that run when the hub is to end have this long. */
const GRACE_MS = 5000
const LOOK_EVERY_MS = 20

export interface Listening {
  host: string
  port: number
  /** Takes no more requests and waits for those that run. */
  close(): Promise<void>
}

/** Answers requests at an address. Resolves when it does. */
export async function listen(fetch: Fetch, host: string, port: number, clock: Clock): Promise<Listening> {
  const { server, close } = await listenAt(fetch, { host, port }, clock)
  return { host, port: (server.address() as AddressInfo).port, close }
}

/** Answers requests at a socket in the file system. */
export async function listenAtSocket(fetch: Fetch, path: string, clock: Clock): Promise<Pick<Listening, 'close'>> {
  return listenAt(fetch, { path }, clock)
}

type Place = { host: string; port: number } | { path: string }

async function listenAt(fetch: Fetch, place: Place, clock: Clock): Promise<{ server: Server; close(): Promise<void> }> {
  const server = createAdaptorServer({
    fetch,
    createServer: createHttpServer,
    serverOptions: { headersTimeout: HEADERS_MS, keepAliveTimeout: 30_000 },
    // the process belongs to whoever starts the hub
    overrideGlobalObjects: false,
  }) as Server
  server.maxConnections = MOST_CONNECTIONS
  let running = 0
  server.on('request', (_request: IncomingMessage, response: ServerResponse) => {
    running++
    response.once('close', () => running--)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' && 'port' in place
          ? new PortTakenError(place.host, place.port, { cause: error })
          : error,
      ),
    )
    server.listen(place, resolve)
  })
  return { server, close: () => close(server, () => running === 0, clock) }
}

function close(server: Server, isIdle: () => boolean, clock: Clock): Promise<void> {
  return new Promise(resolve => {
    const end = clock.now() + GRACE_MS
    let timer: Timer
    // connections outlive their answers, and some never ask
    const look = (): void => {
      if (isIdle() || clock.now() >= end) server.closeAllConnections()
      timer = clock.setTimer(look, LOOK_EVERY_MS)
    }
    look()
    server.close(() => {
      timer.cancel()
      resolve()
    })
  })
}
