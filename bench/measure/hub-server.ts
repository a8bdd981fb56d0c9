import { join } from 'node:path'
import { HubClient } from '@seetrain/hub'
import { pause, RunningServer } from './running-server.ts'

/** A hub in a process of its own, as a team would run it. */
export class HubServer {
  readonly client: HubClient
  readonly url: string
  readonly #server: RunningServer

  private constructor(server: RunningServer) {
    this.#server = server
    this.url = server.url
    this.client = new HubClient({ url: server.url })
  }

  static async start(home: string): Promise<HubServer> {
    const program = join(import.meta.dirname, 'hub-process.ts')
    const args = (port: number): string[] => [program, home, String(port)]
    return new HubServer(await RunningServer.start({ command: process.execPath, args, readyPath: '/readyz' }))
  }

  get processorMs(): number {
    return this.#server.processorMs
  }

  /** Until so many points can be asked for. */
  async hasPoints(points: number): Promise<void> {
    for (;;) {
      const start = performance.now()
      const { counts } = await this.client.call('getStatus', {})
      if (counts['points']! >= points) return
      // asking must not keep it from its work
      await pause(10 + 4 * (performance.now() - start))
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]()
  }
}
