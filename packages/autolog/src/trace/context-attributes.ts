import type { PlainObject } from '@seetrain/core'
import type { TraceContext } from './context.ts'

/** What the context says of every span inside it. */
export function contextAttributes({ session, user, tags, metadata, attributes }: TraceContext): PlainObject {
  const said: PlainObject = { ...attributes }
  if (session !== undefined) said['gen_ai.conversation.id'] = session
  if (user !== undefined) said['user.id'] = user
  if (tags !== undefined && tags.length > 0) said['seetrain.tags'] = [...tags]
  if (metadata !== undefined) said['seetrain.metadata'] = metadata
  return said
}
