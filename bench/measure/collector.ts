import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Takes whatever it is sent on loopback, counts its bytes, and answers as the services do that the contenders know. */
export class Collector {
  readonly #server = createServer((request, response) => {
    request.on('data', (piece: Buffer) => (this.#bytes += piece.length))
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(answerTo(request.url ?? '')))
    })
  })
  #bytes = 0

  static async start(): Promise<Collector> {
    const collector = new Collector()
    await new Promise<void>(resolve => collector.#server.listen(0, '127.0.0.1', resolve))
    return collector
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** How many came since this was asked last. */
  takeBytes(): number {
    const bytes = this.#bytes
    this.#bytes = 0
    return bytes
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

function answerTo(path: string): object {
  // Weave asks who is there
  if (path.includes('graphql'))
    return {
      data: {
        viewer: { username: 'bench', defaultEntity: { name: 'bench' } },
        upsertModel: { model: { name: 'bench' } },
      },
    }
  // Braintrust logs in
  if (path.includes('apikey/login')) return { org_info: [{ id: 'bench', name: 'bench', api_url: '', proxy_url: '' }] }
  if (path === '/info') return { batch_ingest_config: { size_limit: 100, size_limit_bytes: 20_000_000 } }
  return {}
}
