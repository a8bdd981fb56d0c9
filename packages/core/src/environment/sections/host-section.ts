import * as os from 'node:os'
import type { Plain } from '../../contracts/record.ts'
import type { Section, SectionContext } from './section.ts'

/** The machine: system, processors, memory, GPUs, and what it is packed in. No user name. */
export const hostSection: Section = async context => {
  const [gpus, container, system] = await Promise.all([
    readGpus(context),
    findContainer(context),
    readSystemName(context),
  ])
  const processors = os.cpus()
  const limit = process.constrainedMemory()
  const memoryBytes = os.totalmem()
  return {
    hostname: os.hostname(),
    platform: process.platform,
    architecture: process.arch,
    system: system ?? os.version(),
    kernel: os.release(),
    processor: processors[0]?.model.trim() ?? 'unknown',
    processors: processors.length,
    processorsUsable: os.availableParallelism(),
    memoryBytes,
    // without a limit the number is absent, 0 or beyond the memory there is
    ...(limit > 0 && limit < memoryBytes && { memoryLimitBytes: limit }),
    ...(container !== undefined && { container }),
    ...(gpus.length > 0 && { gpus }),
  }
}

async function readGpus({ run, commandTimeoutMs, signal }: SectionContext): Promise<Plain[]> {
  const query = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader,nounits']
  // most machines have no such program
  const output = await run('nvidia-smi', query, { timeoutMs: commandTimeoutMs, signal }).catch(() => undefined)
  return (output?.text ?? '').split('\n').flatMap(line => {
    const [name, mebibytes, driver] = line.split(',').map(field => field.trim())
    if (name === undefined || driver === undefined) return []
    const memoryBytes = Number(mebibytes) * 1_048_576
    return [{ name, driver, ...(Number.isFinite(memoryBytes) && { memoryBytes }) }]
  })
}

async function readSystemName({ readText }: SectionContext): Promise<string | undefined> {
  const text = await readText('/etc/os-release').catch(() => '')
  return /^PRETTY_NAME="?([^"\n]+)/m.exec(text)?.[1]
}

async function findContainer({ environment, readText }: SectionContext): Promise<string | undefined> {
  const present = (path: string): Promise<boolean> =>
    readText(path).then(
      () => true,
      () => false,
    )
  if (environment['KUBERNETES_SERVICE_HOST'] !== undefined) return 'kubernetes'
  if (await present('/.dockerenv')) return 'docker'
  if (await present('/run/.containerenv')) return 'podman'
  const groups = await readText('/proc/1/cgroup').catch(() => '')
  const named = /\b(docker|kubepods|lxc|libpod)\b/.exec(groups)?.[1]
  if (named !== undefined) return { kubepods: 'kubernetes', libpod: 'podman' }[named] ?? named
  const kernel = await readText('/proc/sys/kernel/osrelease').catch(() => '')
  return /microsoft/i.test(kernel) ? 'wsl' : environment['container']
}
