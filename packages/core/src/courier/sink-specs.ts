import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import type { Settings, SinkSpec } from '../settings/index.ts'
import { listSinks } from './sink-registry.ts'

const HUB = 'hub'

/**
 * The sinks that settings ask for. Mode `online` adds the hub, and the hub gets its address and token, wherever it was
 * named. Throws when there is no address.
 */
export function sinkSpecs({ mode, sinks, url, token }: Pick<Settings, 'mode' | 'sinks' | 'url' | 'token'>): SinkSpec[] {
  const isNamed = sinks.some(spec => idOf(spec) === HUB)
  const specs = mode === 'online' && !isNamed ? [...sinks, checkedHub(url)] : sinks
  const reached = { ...(url !== undefined && { url }), ...(token !== undefined && { token }) }
  return specs.map(spec => {
    if (spec === HUB) return { id: HUB, ...reached }
    const isPlain = idOf(spec) === HUB && !('deliver' in Object(spec))
    return isPlain ? { ...reached, ...(spec as { id: string }) } : spec
  })
}

function checkedHub(url: string | undefined): SinkSpec {
  if (url === undefined)
    throw new InvalidArgumentError('url', url, 'Mode "online" delivers to a hub: set SEETRAIN_URL to its address.')
  if (!listSinks().includes(HUB))
    throw new InvalidArgumentError(
      'mode',
      'online',
      'It needs the sink "hub": import "seetrain" rather than "@seetrain/core".',
    )
  return HUB
}

function idOf(spec: SinkSpec): string {
  return typeof spec === 'string' ? spec : spec.id
}
