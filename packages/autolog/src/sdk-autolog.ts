import {
  AutologAdapter,
  InvalidArgumentError,
  activeRun,
  systemClock,
  type Clock,
  type FinishOptions,
  type HookTable,
  type IdSource,
  type PatchBook,
  type Run,
  type SpanRecord,
} from '@seetrain/core'
import { callSpan } from './call/call-span.ts'
import { Call, endCallsAtExit, endOpenCalls, type CallListener } from './call/call.ts'
import { inToldPlace } from './call/told-place.ts'
import type { AutologOptions } from './contracts.ts'
import type { SdkTarget } from './patch/sdk-copies.ts'
import { keepRules, withMask } from './privacy/rules.ts'
import type { ProviderDefinition } from './provider-definition.ts'
import { currentContext } from './trace/context.ts'
import { traceIds } from './trace/trace-ids.ts'
import { isSampled } from './trace/sampling.ts'
import { Totals } from './totals.ts'

export interface SdkAutologParts {
  provider: ProviderDefinition
  run: Run
  /** Whether calls go to the run that is active when they are made, rather than to this one. */
  followsActiveRun: boolean
  options: AutologOptions
  /** Hands over the prototypes, or the one client, to listen to: now, and as the program loads them. Returns what ends it. */
  follow: (take: (targets: SdkTarget[]) => void) => () => void
}

export const AUTOLOG_HOOKS: HookTable = { call: { method: 'onCall', parse: checkCall } }

/** Records the calls that one SDK makes. */
export class SdkAutolog extends AutologAdapter implements CallListener {
  /** Sums over the calls that have been written; `run.flush()` writes what waits. */
  readonly totals = new Totals()
  readonly ticks: () => number
  readonly keepsCode: boolean
  readonly ids: Pick<IdSource, 'hex'>
  readonly #parts: SdkAutologParts
  readonly #clock: Clock

  constructor(parts: SdkAutologParts) {
    super(parts.provider.framework, AUTOLOG_HOOKS, parts.run)
    const { ports = {}, codeLocation = true } = parts.options
    this.#parts = parts
    this.#clock = ports.clock ?? systemClock
    this.ids = ports.ids ?? traceIds
    this.ticks = ports.ticks ?? (() => performance.now())
    this.keepsCode = codeLocation
  }

  begin(client: object, path: string, verb: 'post' | 'get' = 'post'): Call | undefined {
    const { provider } = this.#parts
    const query = path.indexOf('?')
    const bare = query < 0 ? path : path.slice(0, query)
    const endpoint = verb === 'get' ? provider.reading?.(bare) : provider.endpoint(bare)
    if (!endpoint) return undefined
    if (provider.accepts && !provider.accepts(client)) return undefined
    const context = currentContext()
    return new Call({
      listener: this,
      client,
      path,
      endpoint,
      run: context.run ?? this.#run(),
      time: this.#clock.now(),
      context,
    })
  }

  ended(call: Call): void {
    this.listener['onCall']!(call)
  }

  trouble(where: string, error: unknown): void {
    this.failed(where, error)
  }

  /** The hook behind every call: counted, guarded, and no more than a note; the record is made a moment later. */
  onCall(call: Call): void {
    call.start.run.logSpan(() => this.guard('record', () => this.#recordOnce(call)))
  }

  override finish(outcome?: FinishOptions): Promise<void> {
    endOpenCalls(this)
    return super.finish(outcome)
  }

  protected override doPatch(patches: PatchBook): void {
    const known = new Set<object>()
    const take = (targets: SdkTarget[]): void => {
      for (const { target, listen } of targets) {
        if (known.has(target)) continue
        known.add(target)
        listen(patches, target, this)
      }
    }
    let hear = take
    const stop = this.#parts.follow(targets => hear(targets))
    // from now on the program is what loads, and nothing of ours may reach it
    hear = targets => this.guard('enable', () => take(targets))
    patches.onRestore(() => {
      hear = () => {}
      stop()
    })
    endCallsAtExit()
  }

  #run(): Run {
    return this.#parts.followsActiveRun ? (activeRun() ?? this.run) : this.run
  }

  #recordOnce(call: Call): SpanRecord | undefined {
    try {
      return this.#record(call)
    } finally {
      call.forget()
    }
  }

  #record(call: Call): SpanRecord | undefined {
    const { provider, options } = this.#parts
    const { context, run, client } = call.start
    if (call.facts?.pending && call.status === 'ok') return undefined
    const rules = keepRules(options, { run, client, capture: context.capture })
    const result = callSpan(call, { framework: provider.framework, prices: options.prices, rules })
    if (!call.start.endpoint.isLocal) this.totals.add(call, result)
    const sampled = context.sampled ?? isSampled(call.traceId, options.sampleRate ?? 1)
    if (!sampled && result.span.status === 'ok') return undefined
    return withMask(inToldPlace(call, result), options.mask, error => this.failed('mask', error))
  }
}

function checkCall(args: unknown[]): unknown[] {
  if (args[0] instanceof Call) return args
  throw new InvalidArgumentError(
    'call',
    args[0],
    'Only patched SDKs call this hook. Use run.logSpan for spans of your own.',
  )
}
