import type { Endpoint, ResponseFacts } from '../contracts.ts'
import { openaiResponses } from './openai-responses.ts'
import { asObject, asText } from './read.ts'

const UNFINISHED = new Set(['queued', 'in_progress'])
const MOST_KNOWN = 10_000
/** Ids of responses whose end was recorded, the oldest first: a second look at one costs nothing. */
const seen = new Set<string>()

/**
 * `GET /responses/<id>`: what became of a response that was made in the background. Looks at one that goes on are
 * passed over, and its tokens count once.
 */
export const openaiRetrieval: Endpoint = {
  ...openaiResponses,
  operation: 'retrieve_response',
  request: () => ({ attributes: {} }),
  response: data =>
    UNFINISHED.has(asText(asObject(data)['status']) ?? '') ? { pending: true } : once(openaiResponses.response(data)),
  stream: () => {
    const reader = openaiResponses.stream!()
    return { chunk: chunk => reader.chunk(chunk), finish: () => once(reader.finish()) }
  },
}

/** `POST /responses`. What it answers is known from then on. */
export const openaiCreation: Endpoint = {
  ...openaiResponses,
  response: data => noted(openaiResponses.response(data)),
  stream: () => {
    const reader = openaiResponses.stream!()
    return { chunk: chunk => reader.chunk(chunk), finish: () => noted(reader.finish()) }
  },
}

function once(facts: ResponseFacts): ResponseFacts {
  // without counts; with none at all they would be estimated
  return facts.id !== undefined && seen.has(facts.id) ? { ...facts, usage: {} } : noted(facts)
}

function noted(facts: ResponseFacts): ResponseFacts {
  if (facts.id === undefined || facts.usage === undefined) return facts
  seen.add(facts.id)
  if (seen.size > MOST_KNOWN) seen.delete(seen.values().next().value!)
  return facts
}
