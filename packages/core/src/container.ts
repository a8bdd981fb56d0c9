import 'reflect-metadata'
import { container as root, instanceCachingFactory, type DependencyContainer } from 'tsyringe'
import { FileBlobStore } from './blob/file-blob-store.ts'
import type { BlobStore } from './contracts/blob-store.ts'
import type { Clock, Fetch, FileSystem, IdSource, Logger } from './contracts/ports.ts'
import { BLOB_STORE, CLOCK, FETCH, FILE_SYSTEM, ID_SOURCE, LOGGER } from './contracts/tokens.ts'
import { diag } from './diag.ts'
import { nodeFileSystem } from './ports/node-file-system.ts'
import { randomIdSource } from './ports/random-id-source.ts'
import { systemClock } from './ports/system-clock.ts'

/** What a session is made of, resolved once so that hot code never asks the container. */
export interface Ports {
  clock: Clock
  ids: IdSource
  fileSystem: FileSystem
  fetch: Fetch
  logger: Logger
  blobs: BlobStore
}

/**
 * A container for one session with the real parts; `override` registers others over them, by the tokens of
 * `contracts/tokens.ts`. Factories instead of decorators: every transformer and Node's type stripping accept them.
 */
export function createContainer(
  home: string,
  override?: (container: DependencyContainer) => void,
): DependencyContainer {
  const container = root.createChildContainer()
  container.registerInstance(CLOCK, systemClock)
  container.registerInstance(ID_SOURCE, randomIdSource)
  container.registerInstance(FILE_SYSTEM, nodeFileSystem)
  container.registerInstance(FETCH, (...request: Parameters<Fetch>) => globalThis.fetch(...request))
  container.registerInstance(LOGGER, diag)
  container.register(BLOB_STORE, {
    useFactory: instanceCachingFactory(parts => new FileBlobStore(home, parts.resolve(FILE_SYSTEM))),
  })
  override?.(container)
  return container
}

export function resolvePorts(container: DependencyContainer): Ports {
  return {
    clock: container.resolve(CLOCK),
    ids: container.resolve(ID_SOURCE),
    fileSystem: container.resolve(FILE_SYSTEM),
    fetch: container.resolve(FETCH),
    logger: container.resolve(LOGGER),
    blobs: container.resolve(BLOB_STORE),
  }
}
