import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** Replies that a connection lives to see. */
const LIFETIMES = [1, 0, 2, 1]
const CUTS = ['request', 'reply', 'half a reply'] as const

/**
 * A bad network before a server: each connection breaks after some replies, in turn before a request gets through, after
 * it was carried out, and in the middle of the reply.
 */
export class CuttingProxy {
  cuts = 0
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #connections = 0

  private constructor(port: number) {
    this.#server = createServer(client => this.#join(client, connect(port, '127.0.0.1')))
  }

  static async before(url: string): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(Number(new URL(url).port))
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  #join(client: Socket, hub: Socket): void {
    const number = this.#connections++
    const how = CUTS[number % CUTS.length]!
    let rest = LIFETIMES[number % LIFETIMES.length]!
    const cut = (): void => {
      this.cuts++
      client.destroy()
      hub.destroy()
    }
    client.on('data', piece => {
      if (rest === 0 && how === 'request') cut()
      else hub.write(piece)
    })
    hub.on('data', piece => {
      if (rest-- > 0) client.write(piece)
      else if (how === 'half a reply') client.write(piece.subarray(0, piece.length / 2), cut)
      else cut()
    })
    for (const [socket, other] of [[client, hub] as const, [hub, client] as const]) {
      this.#sockets.add(socket)
      // what breaks is the point of it
      socket.on('error', () => {})
      socket.on('close', () => {
        this.#sockets.delete(socket)
        other.destroy()
      })
    }
  }
}
