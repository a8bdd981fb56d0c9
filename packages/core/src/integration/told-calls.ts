import type { PlainObject } from '../contracts/record.ts'
import type { Run } from '../contracts/run.ts'
import { processState } from '../process-state.ts'

/** A call of a model that a framework tells of, from its start until its record is due. */
export interface ToldCall {
  readonly run: Run
  readonly traceId: string
  /** The work around it; undefined when there is none. */
  readonly parentId: string | undefined
  /** What the framework alone says of it. */
  readonly attributes: PlainObject
}

interface Open {
  call: ToldCall
  words: string
  isClaimed: boolean
  /** Seen to its end; the same words again are another call. */
  isDone: boolean
}

/** Calls whose end nobody tells are forgotten, the oldest first. */
const MOST_OPEN = 1000

/**
 * Calls of models are told twice when a framework is listened to and so is the SDK below it. The SDK's listener knows more:
 * it claims the call, takes the place in the trace that the framework gave it, and the framework's own record is left out.
 * The two know nothing of each other, and no context leads from one to the other; what is asked, and of which run, does.
 */
export class ToldCalls {
  readonly #open = new Map<ToldCall, Open>()

  /** `input` is what the model is asked, in the words of the GenAI conventions. */
  tell(call: ToldCall, input: unknown): void {
    this.#open.set(call, { call, words: lastWords(input), isClaimed: false, isDone: false })
    if (this.#open.size > MOST_OPEN) this.#open.delete(this.#open.keys().next().value!)
  }

  /**
   * The told call that one which was seen is, if it is one. `isDone` says that it was answered: what failed may be tried
   * again, as the same call.
   */
  claim(run: Run, input: unknown, isDone: boolean): ToldCall | undefined {
    if (this.#open.size === 0) return undefined
    const words = lastWords(input)
    const same = [...this.#open.values()].filter(
      open => !open.isDone && open.call.run.id === run.id && open.words === words,
    )
    // of several at once that ask the same, each is claimed before one is claimed again
    const found = same.find(open => !open.isClaimed) ?? same[0]
    if (!found) return undefined
    found.isClaimed = true
    found.isDone = isDone
    return found.call
  }

  /** The framework's record of a call is due, or never will be. Returns whether somebody else has recorded it. */
  forget(call: ToldCall): boolean {
    const isClaimed = this.#open.get(call)?.isClaimed ?? false
    this.#open.delete(call)
    return isClaimed
  }
}

/** Shared by the adapters of frameworks and the listeners of SDKs. */
export const toldCalls: ToldCalls = processState('told-calls', () => new ToldCalls())

/** The text that a conversation ends with. What comes before is written down differently by a framework and an SDK. */
function lastWords(input: unknown): string {
  if (typeof input === 'string') return input
  if (!Array.isArray(input)) return ''
  for (const message of input.toReversed()) {
    const words = textOf(message)
    if (words !== '') return words
  }
  return ''
}

function textOf(message: unknown): string {
  if (typeof message === 'string') return message
  const { parts } = Object(message) as { parts?: unknown }
  if (!Array.isArray(parts)) return ''
  return parts.map(part => partText(Object(part) as { content?: unknown; response?: unknown })).join('')
}

function partText({ content, response }: { content?: unknown; response?: unknown }): string {
  const said = content ?? response
  return typeof said === 'string' ? said : said === undefined ? '' : JSON.stringify(said)
}
