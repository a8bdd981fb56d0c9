import { AsyncLocalStorage } from 'node:async_hooks'
import type { PlainObject, Run } from '@seetrain/core'
import type { CaptureMode } from '../contracts.ts'
import type { Call } from '../call/call.ts'

/** What code knows about the work around it. Each inner context is made of the outer one. */
export interface TraceContext {
  traceId?: string
  /** The span around the caller: the parent of what comes. */
  spanId?: string
  sampled?: boolean
  session?: string
  user?: string
  tags?: readonly string[]
  metadata?: PlainObject
  /** Attributes that every span inside gets. */
  attributes?: PlainObject
  capture?: CaptureMode
  /** The run that the trace goes to. */
  run?: Run
  /** The call that is being sent right now. */
  call?: Call
}

/** What users may set for everything that happens inside. */
export type ContextWords = Pick<
  TraceContext,
  'session' | 'user' | 'tags' | 'metadata' | 'attributes' | 'capture' | 'run'
>

const storage = new AsyncLocalStorage<TraceContext>()
const NOTHING: TraceContext = Object.freeze({})

export function currentContext(): TraceContext {
  return storage.getStore() ?? NOTHING
}

export function inContext<T>(context: TraceContext, work: () => T): T {
  return storage.run(context, work)
}

/**
 * Runs `work` with words for every call and span inside it: session, user, tags, metadata, how much is captured. Tags
 * and metadata add to those around.
 */
export function withContext<T>(words: ContextWords, work: () => T): T {
  const outer = currentContext()
  const given = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined))
  const context: TraceContext = { ...outer, ...given }
  if (words.tags) context.tags = [...new Set([...(outer.tags ?? []), ...words.tags])]
  if (words.attributes) context.attributes = { ...outer.attributes, ...words.attributes }
  if (words.metadata) context.metadata = { ...outer.metadata, ...words.metadata }
  return storage.run(context, work)
}
