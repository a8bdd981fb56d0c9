import { hostname } from 'node:os'
import { crc32 } from 'node:zlib'
import type { HubUnderTest, RawAnswer } from '../hub/hub-under-test.ts'

export type Call = { call?: string; framework?: unknown; hook?: unknown; args?: unknown; files?: unknown }

/** A client of the hooks door that sends just what a test says. */
export class HookClient {
  readonly id: string
  readonly #under: () => HubUnderTest
  readonly #open: object

  constructor(under: () => HubUnderTest, id: string, open: { run: object; process?: object }) {
    this.id = id
    this.#under = under
    this.#open = { protocol: 1, ...open, process: { pid: process.pid, host: hostname(), ...open.process } }
  }

  /** The frame that opens the session, and calls from `first` on. */
  frames(first: number, calls: readonly Call[], withOpen = true): Uint8Array {
    const open = withOpen ? [frame({ seq: 0, time: 1000, call: 'open', args: [this.#open] })] : []
    const bodies = calls.map((call, index) => frame({ seq: first + index, time: 2000 + first + index, ...call }))
    return Buffer.concat([...open, ...bodies])
  }

  send(body: Uint8Array, headers: { [name: string]: string } = {}): Promise<RawAnswer> {
    const type = { 'content-type': 'application/vnd.seetrain.hooks', 'content-length': String(body.length) }
    return this.#under().raw('POST', `/api/v1/hooks/${this.id}`, { ...type, ...headers }, body)
  }

  async call(first: number, calls: readonly Call[]): Promise<{ status: number; body: HookBody }> {
    const answer = await this.send(this.frames(first, calls))
    return { status: answer.status, body: JSON.parse(answer.text) as HookBody }
  }
}

export interface HookBody {
  acknowledged: number
  failures: { sequence: number; code: string; message: string }[]
  error: { code: string; message: string; field?: string }
}

export function frame(json: object | string, bytes: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = Buffer.from(typeof json === 'string' ? json : JSON.stringify(json))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(text.length)
  const payload = Buffer.concat([length, text, bytes])
  const head = Buffer.alloc(8)
  head.writeUInt32LE(payload.length, 0)
  head.writeUInt32LE(crc32(payload), 4)
  return Buffer.concat([head, payload])
}
