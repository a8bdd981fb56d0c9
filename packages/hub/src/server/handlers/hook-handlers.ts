import { readFrames } from '../../doors/hooks/hook-frames.ts'
import type { HubParts } from '../hub-parts.ts'
import type { Handlers } from '../mount-routes.ts'
import { announcedLength, readBody } from '../read-body.ts'
import { writingOf } from './run-handlers.ts'

export function hookHandlers(parts: HubParts): Pick<Handlers, 'putHooks'> {
  return {
    putHooks({ params }, { raw }) {
      const { hooks } = writingOf(parts)
      const limit = parts.limits.journalBytes
      return parts.budget.spend(announcedLength(raw, limit), async () => {
        const { bytes } = await readBody(raw, limit)
        const answer = await hooks.apply(params.client, readFrames(bytes))
        parts.metrics.count('hook_bytes', bytes.length)
        parts.metrics.count('hook_failures', answer.failures.length)
        return answer
      })
    },
  }
}
