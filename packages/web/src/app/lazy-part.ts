import { lazy, type ComponentType, type LazyExoticComponent } from 'react'
import { HubError } from '../api/request.ts'

export const PART_MISSING = 'PART_MISSING'

/** A part of the page that is loaded when it is first shown. Without a hub it cannot be, and the page says so. */
export function lazyPart<Props>(load: () => Promise<ComponentType<Props>>): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => {
    try {
      return { default: await load() }
    } catch (error) {
      const message = 'A part of this page could not be loaded. Is `seetrain ui` still running?'
      throw new HubError(message, 0, PART_MISSING, { cause: error })
    }
  })
}
