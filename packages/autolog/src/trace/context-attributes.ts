import type { PlainObject } from '@seetrain/core'
import type { TraceContext } from './context.ts'

/** What the context says of every span inside it. */
export function contextAttributes({ session, user, tags, metadata, attributes }: TraceContext): PlainObject {
  return {
    ...attributes,
    ...(session !== undefined && { 'gen_ai.conversation.id': session }),
    ...(user !== undefined && { 'user.id': user }),
    ...(tags !== undefined && tags.length > 0 && { 'seetrain.tags': [...tags] }),
    ...(metadata !== undefined && { 'seetrain.metadata': metadata }),
  }
}
