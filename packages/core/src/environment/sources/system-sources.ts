import * as fs from 'node:fs'
import { runCommand, type RunCommand } from '../run-command.ts'
import { CpuSource } from './cpu-source.ts'
import { DiskTrafficSource } from './disk-traffic-source.ts'
import { DiskUsageSource, type ReadFileSystem } from './disk-usage-source.ts'
import { EventLoopSource } from './event-loop-source.ts'
import { MemorySource } from './memory-source.ts'
import { NetworkSource } from './network-source.ts'
import { NvidiaSource } from './nvidia-source.ts'
import { ProcessSource } from './process-source.ts'
import type { MonitorSource, ReadText } from './source.ts'

export interface SystemSourcesOptions {
  /** The folder whose disk is watched: the run's. */
  folder: string
  readText?: ReadText
  readFileSystem?: ReadFileSystem
  run?: RunCommand
}

/** Everything that the system monitor can look at. What this machine lacks drops out at the first sample. */
export function systemSources(options: SystemSourcesOptions): MonitorSource[] {
  const { folder, readText = path => fs.readFileSync(path, 'utf8'), readFileSystem, run = runCommand } = options
  return [
    new CpuSource(readText),
    new ProcessSource(),
    new MemorySource(readText),
    new DiskUsageSource(folder, readFileSystem),
    new DiskTrafficSource(readText),
    new NetworkSource(readText),
    new EventLoopSource(),
    new NvidiaSource(run),
  ]
}
