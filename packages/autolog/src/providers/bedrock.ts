import type { PatchBook } from '@seetrain/core'
import type { Call, CallListener } from '../call/call.ts'
import { isAbort } from '../call/is-abort.ts'
import type { Endpoint } from '../contracts.ts'
import { clientStandIn } from '../patch/client-stand-in.ts'
import { isIterable } from '../patch/watch-iterable.ts'
import { takeAnswer, watchMethod, type WatchedMethod } from '../patch/watch-method.ts'
import { rememberSpan } from '../trace/span-of.ts'
import type { ProviderDefinition } from '../provider-definition.ts'
import { bedrockBidirectional, hearInput } from './bedrock-bidirectional.ts'
import { bedrockConverse } from './bedrock-converse.ts'
import { bedrockInvoke } from './bedrock-invoke.ts'
import { otherEndpoint } from './openai-other.ts'
import { asCount, asObject, asText, given, snapshot, type Loose } from './read.ts'

const ENDPOINTS: { readonly [command: string]: Endpoint } = {
  ConverseCommand: bedrockConverse,
  ConverseStreamCommand: bedrockConverse,
  InvokeModelCommand: bedrockInvoke,
  InvokeModelWithResponseStreamCommand: bedrockInvoke,
  InvokeModelWithBidirectionalStreamCommand: bedrockBidirectional,
}

const OTHER = otherEndpoint('request', 'request')

type Callback = (error: unknown, result?: unknown) => void

/** Everything passes `send`, with a promise or with a callback. */
const SEND: WatchedMethod = {
  name: 'send',
  path: ([command]) => Object(command).constructor?.name as string | undefined,
  send(call, method, client, passed) {
    call.body = snapshot(asObject(passed[0])['input'])
    const args = passed.with(0, hearInput(call, passed[0]))
    const self = heardClient(call, client)
    const place = args.findIndex(argument => typeof argument === 'function')
    if (place < 0) return Reflect.apply(method, self, args)
    const callback = args[place] as Callback
    const heard: Callback = (error, result) => {
      if (error) failed(error, call)
      else answered(result, call)
      if (error) call.end(isAbort(error) ? 'aborted' : 'error', error)
      callback(error, result)
    }
    return Reflect.apply(method, self, args.with(place, heard))
  },
  answered,
  failed,
}

type Send = (args: Loose) => Promise<unknown>

interface MiddlewareStack {
  clone(): MiddlewareStack
  add(middleware: (next: Send) => Send, place: { step: string; priority: string; name: string }): void
}

/** The client with a middleware more, for the length of one call: next to the network, where every attempt passes. */
function heardClient(call: Call, client: object): object {
  const { middlewareStack } = client as { middlewareStack?: MiddlewareStack }
  if (typeof middlewareStack?.clone !== 'function') return client
  const stack = middlewareStack.clone()
  stack.add(next => heardSend(call, next), { step: 'deserialize', priority: 'low', name: 'seetrain' })
  return clientStandIn(client, { middlewareStack: stack })
}

function heardSend(call: Call, next: Send): Send {
  return async args => {
    call.attempt(call.body, addressOf(asObject(args['request'])))
    try {
      const answer = await next(args)
      const { statusCode, headers } = asObject(asObject(answer)['response'])
      call.attempted({
        ...given({ status: asCount(statusCode) }),
        headers: { get: name => asText(asObject(headers)[name]) ?? null },
      })
      return answer
    } catch (error) {
      call.attempted(undefined, error)
      throw error
    }
  }
}

function addressOf({ protocol, hostname, port, path }: Loose): string {
  return `${String(protocol)}//${String(hostname)}${port === undefined ? '' : `:${String(port)}`}${String(path)}`
}

function answered(result: unknown, call: Call): void {
  hearMetadata(result, call)
  rememberSpan(result, call)
  const { stream, body } = asObject(result)
  takeAnswer(call, stream ?? (isIterable(body) ? body : result))
}

function failed(error: unknown, call: Call): void {
  hearMetadata(error, call)
}

/** What became of the request stands beside the answer, and beside an error too. */
function hearMetadata(of: unknown, call: Call): void {
  const metadata: Loose = asObject(asObject(of)['$metadata'])
  const status = asCount(metadata['httpStatusCode'])
  call.attempts = Math.max(call.attempts, asCount(metadata['attempts']) ?? 0)
  const id = asText(metadata['requestId']) ?? null
  call.responded({
    ...(status !== undefined && { status }),
    headers: { get: name => (name === 'x-request-id' ? id : null) },
  })
}

function listen(patches: PatchBook, target: object, listener: CallListener): void {
  watchMethod(patches, target, SEND, listener)
}

/** `send` itself is that of all clients of AWS; it is replaced on this one. */
function find(source: object): object[] {
  const { BedrockRuntimeClient, middlewareStack } = source as {
    BedrockRuntimeClient?: abstract new () => object
    middlewareStack?: unknown
  }
  if (typeof BedrockRuntimeClient === 'function') return [BedrockRuntimeClient.prototype as object]
  return middlewareStack !== undefined && 'send' in source ? [source] : []
}

export const bedrock: ProviderDefinition = {
  framework: 'bedrock',
  package: '@aws-sdk/client-bedrock-runtime',
  clientClass: 'BedrockRuntimeClient',
  endpoint: command => ENDPOINTS[command] ?? OTHER,
  find,
  listen,
}
