import type { PlainObject } from '@seetrain/core'
import { ProtobufMessage } from '../protobuf/protobuf-message.ts'
import type { WandbFiles } from './wandb-files.ts'
import { timestamp, type WandbRecord } from './wandb-records.ts'

export interface EnvironmentOptions {
  startedAt: number
  /** Tells this process from others of the run. */
  writer: string
  /** Whether names of the machine and folders go along. */
  host: boolean
}

/**
 * What the run ran in, as W&B's own record of it. What that has no place for is in `files`: packages, changes that were
 * not committed, and all of it as JSON.
 */
export function environmentRecord(
  sections: PlainObject,
  { startedAt, writer, host }: EnvironmentOptions,
  files: WandbFiles,
): WandbRecord {
  const told = host ? sections : withoutPlaces(sections)
  const { command, host: machine, git, packages } = told as { [section: string]: PlainObject | undefined }
  if (packages?.['versions']) files.storeText('requirements.txt', requirements(packages['versions'] as PlainObject))
  if (typeof git?.['diff'] === 'string') files.storeText('diff.patch', git['diff'])
  const withoutDiff = { ...told, ...(git && { git: { ...git, diff: undefined } }) }
  files.storeText('environment.json', JSON.stringify(withoutDiff, undefined, 2))
  const message = new ProtobufMessage()
  const system = [machine?.['system'], machine?.['kernel'], machine?.['architecture']].filter(Boolean).join(' ')
  if (system !== '') message.string(1, system)
  message.message(3, timestamp(startedAt))
  const [program, ...parameters] = ((command?.['arguments'] ?? []) as string[]).slice(1)
  for (const parameter of parameters) message.string(5, parameter)
  if (program !== undefined) message.string(6, program)
  if (git) message.message(9, repository(git))
  if (typeof machine?.['hostname'] === 'string') message.string(12, machine['hostname'])
  return { kind: 'environment', message: addHardware(message, machine).string(199, writer) }
}

function addHardware(message: ProtobufMessage, machine: PlainObject = {}): ProtobufMessage {
  const { processors, memoryBytes, gpus } = machine
  if (typeof processors === 'number') message.int(17, processors)
  const names = Array.isArray(gpus) ? gpus.map(gpu => String((gpu as PlainObject)['name'])) : []
  if (names.length > 0) message.string(18, names[0]!).int(19, names.length)
  if (typeof memoryBytes === 'number') message.message(21, new ProtobufMessage().int(1, memoryBytes))
  return message
}

function repository(git: PlainObject): ProtobufMessage {
  const message = new ProtobufMessage()
  if (typeof git['remote'] === 'string') message.string(1, git['remote'])
  if (typeof git['commit'] === 'string') message.string(2, git['commit'])
  return message
}

function requirements(versions: PlainObject): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name}==${String(version)}\n`)
    .join('')
}

/** Without the machine's name, and with the names of files alone instead of their paths. */
function withoutPlaces(sections: PlainObject): PlainObject {
  const told = structuredClone(sections) as { [section: string]: PlainObject | undefined }
  delete told['host']?.['hostname']
  delete told['command']?.['workingFolder']
  const given = told['command']?.['arguments']
  if (Array.isArray(given)) told['command']!['arguments'] = given.map(text => lastName(String(text)))
  return told as PlainObject
}

function lastName(text: string): string {
  return text.replace(/^(?:[A-Za-z]:)?[\\/].*[\\/]/, '')
}
