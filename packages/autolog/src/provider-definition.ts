import type { PatchBook } from '@seetrain/core'
import type { CallListener } from './call/call.ts'
import type { Endpoint } from './contracts.ts'
import type { SdkPackage } from './sdk-packages.ts'

/** One npm package through which a provider is called. */
export interface SdkDefinition {
  package: SdkPackage
  /** Name of the exported client class. */
  clientClass: string
  /**
   * What to listen to, given the SDK's module or one client: empty when it is neither. Default: the owner of the
   * method `post` that all requests pass.
   */
  find?(source: object): object[]
  /** It is listened to where all its copies meet, without loading any: `find` gets `globalThis`. */
  ambient?: true
  /** Loads what `find` is given, when that is not the package's main file. */
  load?(): unknown[]
  /** Files, below the package's folder, that hand out the class and may be loaded without its main file. */
  files?: readonly string[]
  /** Listens to one of the objects that `find` returned. Default: to `post`. */
  listen?(patches: PatchBook, target: object, listener: CallListener): void
}

/** One provider: where the classes of its SDK are, and how its paths are read. */
export interface ProviderDefinition extends SdkDefinition {
  framework: string
  endpoint(path: string): Endpoint
  /** How an answer to a GET is read that belongs to a call made before. Absent: such requests are not listened to. */
  reading?(path: string): Endpoint | undefined
  /** Whether a call is this provider's business. Default: all. */
  accepts?(client: object): boolean
  /** Other SDKs of this provider. Those that are installed are listened to as well. */
  others?: readonly SdkDefinition[]
}
