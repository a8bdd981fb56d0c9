import type { IntegrationMode } from '../contracts/integration.ts'

/** The method by which each mode hands out its object. */
export const MODE_ACCESSORS = {
  callback: 'getCallback',
  tracker: 'getTracker',
  visbackend: 'getBackend',
  autolog: 'enable',
} as const satisfies Record<IntegrationMode, string>
