import type { PatchBook, PlainObject } from '@seetrain/core'
import type { CallListener } from '../call/call.ts'
import type { Endpoint, ResponseFacts, StreamReader } from '../contracts.ts'
import { ownerOf } from '../patch/owner-of.ts'
import { watchMethod } from '../patch/watch-method.ts'
import { interactionAnswer, interactionInput } from './google-steps.ts'
import { asCount, asObject, asText, copyPlain, given, renamed, type Loose } from './read.ts'
import { creation, retrieval } from './retrieval.ts'
import { hearBodies, hearRequests } from './speakeasy-client.ts'

const PARAMETERS = {
  temperature: 'gen_ai.request.temperature',
  top_p: 'gen_ai.request.top_p',
  max_output_tokens: 'gen_ai.request.max_tokens',
  stop_sequences: 'gen_ai.request.stop_sequences',
  seed: 'gen_ai.request.seed',
  thinking_level: 'gen_ai.request.reasoning.level',
  tool_choice: 'seetrain.request.tool_choice',
}

/** `interactions`: models and agents whose history the server keeps, in steps. */
const interaction: Endpoint = {
  operation: 'chat',
  spanKind: 'llm',
  request: body => ({
    ...given({ model: asText(body['model']) ?? asText(body['agent']) }),
    attributes: {
      ...renamed(asObject(body['generation_config']), PARAMETERS),
      ...(given({
        'gen_ai.agent.name': asText(body['agent']),
        'gen_ai.request.previous_response.id': asText(body['previous_interaction_id']),
      }) as PlainObject),
      ...(Array.isArray(body['tools']) && { 'gen_ai.tool.definitions': copyPlain(body['tools']) }),
      ...(body['response_format'] !== undefined && { 'seetrain.request.schema': copyPlain(body['response_format']) }),
      ...(body['stream'] === true && { 'gen_ai.request.stream': true }),
    },
    input: interactionInput(body),
  }),
  response: data => interactionAnswer(asObject(data)),
  stream: () => new InteractionReader(),
}

export const INTERACTIONS: { readonly [path: string]: Endpoint } = {
  '/interactions': creation(interaction),
  '/interactions/{}': retrieval(interaction),
}

/** Steps come in pieces, told apart by their index. */
class InteractionReader implements StreamReader {
  #data: Loose = {}
  readonly #steps: { [member: string]: unknown }[] = []

  chunk(chunk: unknown): boolean {
    const event = asObject(chunk)
    const index = asCount(event['index']) ?? this.#steps.length
    switch (event['event_type']) {
      case 'step.start':
        this.#steps[index] = { ...asObject(event['step']) }
        return false
      case 'step.delta':
        return addDelta((this.#steps[index] ??= { type: 'model_output' }), asObject(event['delta']))
      case 'error':
        this.#data = { ...this.#data, status: 'failed', errors: [event['error']] }
        return false
      case 'interaction.status_update':
        this.#data = { ...this.#data, ...given({ status: event['status'], usage: event['usage'] }) }
        return false
      default:
        this.#data = { ...this.#data, ...asObject(event['interaction']) }
        return false
    }
  }

  finish(): ResponseFacts {
    const steps = this.#steps.filter(Boolean)
    return interactionAnswer(steps.length > 0 ? { ...this.#data, steps } : this.#data)
  }
}

function addDelta(step: { [member: string]: unknown }, delta: Loose): boolean {
  const { type, text } = delta
  if (type === 'text') addText((step['content'] ??= []) as Loose[], asText(text) ?? '')
  else if (type === 'thought_summary')
    addText((step['summary'] ??= []) as Loose[], asText(asObject(delta['content'])['text']) ?? '')
  // what the step began with is an empty object
  else if (type === 'arguments_delta')
    step['arguments'] = (asText(step['arguments']) ?? '') + (asText(delta['arguments']) ?? '')
  else if ('data' in delta || 'uri' in delta) ((step['content'] ??= []) as Loose[]).push({ ...delta })
  else return false
  return true
}

function addText(contents: Loose[], text: string): void {
  const last = contents.at(-1)
  if (last?.['type'] === 'text') contents[contents.length - 1] = { ...last, text: `${String(last['text'])}${text}` }
  else contents.push({ type: 'text', text })
}

/** What is listened to for interactions: the methods, and where their requests are made and sent. */
export interface InteractionTarget {
  interactions: object
  base: object | undefined
  http: object | undefined
}

/** Of a probe, the prototypes that all clients have; of a user's client, its own. Older versions have none. */
export function findInteractions(client: { interactions?: object }, isProbe: boolean): InteractionTarget[] {
  const { interactions } = client
  const owner = ownerOf('create', interactions)
  const getClient: unknown = interactions && Reflect.get(interactions, 'getClient')
  if (!owner || typeof getClient !== 'function') return []
  const next = Reflect.apply(getClient, interactions, []) as object
  return [
    {
      interactions: isProbe ? owner : interactions!,
      base: ownerOf('_createRequest', next),
      http: ownerOf('request', Reflect.get(next, '_httpClient')),
    },
  ]
}

export function listenToInteractions(patches: PatchBook, target: InteractionTarget, listener: CallListener): void {
  const { interactions, base, http } = target
  watchMethod(patches, interactions, { name: 'create', path: () => '/interactions' }, listener)
  watchMethod(patches, interactions, { name: 'get', path: () => '/interactions/{}' }, listener)
  if (base) hearBodies(patches, base, listener)
  if (http) hearRequests(patches, http, listener)
}
