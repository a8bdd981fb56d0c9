import { LazyModule } from '@seetrain/core'
import type { TensorFlow } from './library.ts'
import { restoreUtilFunctions } from './node-shim.ts'

/** A build of TensorFlow.js with an addon of its own. */
class NodeLibrary extends LazyModule<TensorFlow> {
  override load(): TensorFlow {
    restoreUtilFunctions()
    return super.load()
  }
}

export function nodeLibrary(name: string, framework: string, module: object | undefined): LazyModule<TensorFlow> {
  // one that the user imported already needs the functions when it works, not when it is loaded
  if (module !== undefined) restoreUtilFunctions()
  return new NodeLibrary(name, { purpose: `The ${framework} integration`, module })
}
