import { IntegrationBase } from './integration-base.ts'

/** Base of adapters whose framework drives a tracker: initial configuration, values, finish. */
export abstract class TrackerAdapter<Tracker extends object> extends IntegrationBase {
  readonly mode = 'tracker'

  override getTracker(): Tracker {
    return this.listener as Tracker
  }
}
