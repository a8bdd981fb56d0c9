import * as v from 'valibot'
import { name } from './parameters.ts'
import { route } from './route.ts'

export const HOOKS_MIME = 'application/vnd.seetrain.hooks'

export const hookRoutes = {
  putHooks: route({
    method: 'POST',
    path: '/api/v1/hooks/:client',
    summary: 'Calls of a client in another language, in order; each is carried out once, however often it comes.',
    scope: 'write',
    params: v.object({ client: name }),
    body: { mediaType: HOOKS_MIME, says: 'Frames of the hooks protocol.' },
    answer: v.object({
      acknowledged: v.number(),
      failures: v.array(v.object({ sequence: v.number(), code: v.string(), message: v.string() })),
    }),
  }),
}
