import { IntegrationBase } from './integration-base.ts'

/** Base of adapters whose framework writes to a visualisation backend and closes it. Closing leaves the run open. */
export abstract class VisBackendAdapter<Backend extends object> extends IntegrationBase {
  readonly mode = 'visbackend'

  override getBackend(): Backend {
    return this.listener as Backend
  }
}
