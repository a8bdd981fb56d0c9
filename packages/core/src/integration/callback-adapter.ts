import { IntegrationBase } from './integration-base.ts'

/** Base of adapters whose framework calls a callback or logger object that the user hands to it. */
export abstract class CallbackAdapter<Callback extends object> extends IntegrationBase {
  readonly mode = 'callback'

  override getCallback(): Callback {
    return this.listener as Callback
  }
}
