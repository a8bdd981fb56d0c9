import { nodeFileSystem, type FileSystem, type SinkDefinition } from '@seetrain/core'
import { RecordLogSink } from './files/record-log-sink.ts'
import { checkSinkOptions, isBoolean, isFolder, isText } from './sink-options.ts'
import { WandbLog } from './wandb/wandb-log.ts'

// what has no place in a W&B run: spans and edges of lineage, and what was dropped
const KINDS = [
  'open',
  'edit',
  'config',
  'definition',
  'metric',
  'media',
  'artifact',
  'console',
  'system',
  'environment',
  'alert',
  'end',
] as const

export interface WandbSinkOptions {
  /** The folder that gets a folder `wandb` with a folder per run, as `WANDB_DIR` of W&B's own client. Default: the run's. */
  dir?: string
  /** Team or user on the server. Default: the one that `wandb sync` is logged in as. */
  entity?: string
  /** Project on the server. Default: the run's. */
  project?: string
  /** Whether the name of the machine and the paths of program and folder go along. Default false. */
  host?: boolean
  fileSystem?: FileSystem
}

/**
 * Writes a run as W&B's own client does when it is offline; `wandb sync` uploads it. Where the log ends travels with
 * the cursor, and it is cut to that when it is opened.
 */
export class WandbSink extends RecordLogSink {
  constructor(options: WandbSinkOptions = {}) {
    super({
      id: 'wandb',
      kinds: KINDS,
      open: (run, state) => new WandbLog({ fileSystem: nodeFileSystem, ...options }, run, state),
    })
  }
}

export const definition: SinkDefinition = {
  id: 'wandb',
  create: options =>
    new WandbSink(
      checkSinkOptions('wandb', options, {
        dir: isFolder,
        entity: isText('Pass the name of a team or user.'),
        project: isText('Pass the name of a project.'),
        host: isBoolean,
      }),
    ),
}
