import { join } from 'node:path'
import { errorText, isAlive, MAIN_WRITER, RunExistsError, runFolder, SeeTrainError, type Timer } from '@seetrain/core'
import { RequestError } from '../../errors/request-error.ts'
import { CommitSlots } from './commit-slots.ts'
import { HookSession, type HookFailure, type SessionParts } from './hook-session.ts'
import type { HookFrame } from './hook-frames.ts'
import { isHere, readOpenRequest, type OpenRequest } from './open-request.ts'
import { readSpool } from './read-spool.ts'

export interface HookAnswer {
  /** The last call that is on disk; the client need not keep it or those before it. */
  acknowledged: number
  failures: HookFailure[]
}

interface Held {
  session: HookSession
  heardAt: number
  /** Calls of one client are carried out one request after the other. */
  last: Promise<unknown>
}

const LOOK_EVERY_MS = 3000
/** A client on another machine that was silent for so long is gone, until it comes back. */
const LONGEST_SILENCE_MS = 60_000
const MOST_SESSIONS = 1000

/** The clients of the hooks door, each with its run. */
export class HookSessions {
  readonly #parts: SessionParts
  readonly #held = new Map<string, Held>()
  #timer: Timer | undefined
  #closed = false

  constructor(parts: SessionParts) {
    this.#parts = parts
  }

  get count(): number {
    return this.#held.size
  }

  /** Carries out the calls of a client, each once, however often it comes. */
  apply(client: string, frames: readonly HookFrame[]): Promise<HookAnswer> {
    if (this.#closed) throw new RequestError(503, 'CLOSING', 'The hub is about to end. Send it again to the next one.')
    const last = this.#held.get(client)?.last ?? Promise.resolve()
    const answer = last.then(() => this.#apply(client, frames))
    const held = this.#held.get(client)
    if (held !== undefined) held.last = answer.catch(() => {})
    return answer
  }

  /** Ends every run as killed; a client that is still there goes on with it in the next hub. */
  async close(): Promise<void> {
    this.#closed = true
    this.#timer?.cancel()
    await Promise.all([...this.#held.keys()].map(client => this.#end(client)))
  }

  async #apply(client: string, frames: readonly HookFrame[]): Promise<HookAnswer> {
    const past = this.#finishedAt(client, frames)
    if (past !== undefined) return { acknowledged: past, failures: [] }
    const held = await this.#hold(client, frames)
    held.heardAt = this.#parts.clock.now()
    const { session } = held
    const next = frames.find(frame => frame.sequence > session.acknowledged)
    if (next !== undefined && next.sequence > session.acknowledged + 1) throw gap(session.acknowledged)
    try {
      const failures = await session.apply(frames.filter(frame => frame.sequence > 0))
      return { acknowledged: session.acknowledged, failures }
    } catch (error) {
      // its journal on disk is right; what is in memory may not be
      this.#parts.logger.error(`hooks: ${errorText(error)}`)
      this.#held.delete(client)
      await session.end({ state: 'killed' })
      throw error
    } finally {
      if (session.hasEnded) this.#held.delete(client)
    }
  }

  /** The last call of a client that has finished its run, and did not hear so. */
  #finishedAt(client: string, [open]: readonly HookFrame[]): number | undefined {
    if (this.#held.has(client) || open?.sequence !== 0) return undefined
    const { home, fileSystem } = this.#parts
    const folder = join(runFolder(home, readOpenRequest(open.call['args']).run.id), 'hooks')
    const past = new CommitSlots({ folder, client, home, fileSystem }).recover()
    return past?.finished === true ? past.sequence : undefined
  }

  async #hold(client: string, frames: readonly HookFrame[]): Promise<Held> {
    const known = this.#held.get(client)
    if (known !== undefined && !known.session.hasEnded) return known
    const [open] = frames
    if (open?.sequence !== 0)
      throw new RequestError(
        409,
        'OPEN_NEEDED',
        'client: it is not known here. Send its first call again, the one with seq 0.',
      )
    if (this.#held.size >= MOST_SESSIONS)
      throw new RequestError(503, 'BUSY', 'The hub has as many clients as it takes. Send it again later.')
    const request = readOpenRequest(open.call['args'])
    const writer = await this.#writerFor(client, request)
    const session = this.#open(client, request, writer, open.time)
    const held = { session, heardAt: this.#parts.clock.now(), last: known?.last ?? Promise.resolve() }
    this.#held.set(client, held)
    this.#timer ??= this.#parts.clock.setTimer(() => void this.#look(), LOOK_EVERY_MS)
    return held
  }

  #open(client: string, request: OpenRequest, writer: string, time: number): HookSession {
    try {
      return new HookSession(client, request, writer, time, this.#parts)
    } catch (error) {
      if (!(error instanceof RunExistsError)) throw error
      throw new RequestError(409, error.code, error.message, { field: 'run.id', cause: error })
    }
  }

  // the first process of a run writes its main journal; who joins while it lives has one of its own
  async #writerFor(client: string, { run, process }: OpenRequest): Promise<string> {
    const rank = process.rank ?? 0
    const wanted = process.guest ? guestName(client, process.pid) : rank > 0 ? `rank-${rank}` : MAIN_WRITER
    for (const [other, { session }] of this.#held) {
      if (other === client || session.request.run.id !== run.id || session.writer !== wanted) continue
      if (this.#isAlive(other)) return guestName(client, process.pid)
      await this.#end(other)
    }
    return wanted
  }

  #isAlive(client: string): boolean {
    const { session, heardAt } = this.#held.get(client)!
    const { request } = session
    if (!isHere(request)) return this.#parts.clock.now() - heardAt < LONGEST_SILENCE_MS
    return isAlive(request.process, this.#parts.fileSystem)
  }

  async #look(): Promise<void> {
    this.#timer = undefined
    for (const client of this.#held.keys()) {
      if (!this.#isAlive(client)) await this.#end(client).catch((error: unknown) => this.#tell(error))
    }
    if (this.#held.size > 0 && !this.#closed)
      this.#timer = this.#parts.clock.setTimer(() => void this.#look(), LOOK_EVERY_MS)
  }

  /** What a client of this machine wrote before it went is still carried out. */
  async #end(client: string): Promise<void> {
    const held = this.#held.get(client)
    if (held === undefined) return
    await held.last
    const { session } = held
    try {
      for (const { frames } of readSpool(join(this.#parts.home, 'spool', client), this.#parts.fileSystem)) {
        if (!session.hasEnded) await session.apply(frames.filter(frame => frame.sequence > 0))
      }
    } catch (error) {
      this.#tell(error)
    }
    this.#held.delete(client)
    await session.end({ state: 'killed' })
  }

  #tell(error: unknown): void {
    this.#parts.logger.warn(`hooks: ${SeeTrainError.isInstance(error) ? error.message : errorText(error)}`)
  }
}

function guestName(client: string, pid: number): string {
  return `p${pid}-${client.slice(0, 8)}`
}

function gap(acknowledged: number): RequestError {
  return new RequestError(409, 'GAP', `seq: calls are missing behind ${acknowledged}. Send them from there.`, {
    field: 'seq',
    headers: { 'seetrain-acknowledged': String(acknowledged) },
  })
}
