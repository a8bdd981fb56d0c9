import type { FinishOptions } from '../contracts/run.ts'
import { IntegrationBase } from './integration-base.ts'
import { PatchBook } from './patch-book.ts'

/** Base of adapters that listen by wrapping a library's own functions. `disable` puts every one of them back. */
export abstract class AutologAdapter extends IntegrationBase {
  readonly mode = 'autolog'
  readonly #patches = new PatchBook()

  get enabled(): boolean {
    return this.#patches.size > 0
  }

  /** Wraps what there is to wrap. Enabling twice does nothing more; when wrapping fails, nothing stays wrapped. */
  enable(): this {
    if (this.enabled) return this
    try {
      this.doPatch(this.#patches)
    } catch (error) {
      this.#patches.restore()
      this.failed('enable', error)
    }
    return this
  }

  disable(): void {
    this.#patches.restore()
  }

  override finish(outcome?: FinishOptions): Promise<void> {
    this.disable()
    return super.finish(outcome)
  }

  /** For subclasses to write, not for users to call: records each function that is to be wrapped. */
  protected abstract doPatch(patches: PatchBook): void

  [Symbol.dispose](): void {
    this.disable()
  }
}
