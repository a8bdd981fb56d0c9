import { hostname } from 'node:os'
import type { Writer } from '../contracts/record.ts'
import { MAIN_WRITER } from '../journal/run-reader.ts'

/** Variables in which launchers tell a process its place: torchrun and accelerate, Open MPI, MPICH, Slurm, PMIx. */
const RANKS = ['RANK', 'OMPI_COMM_WORLD_RANK', 'PMI_RANK', 'SLURM_PROCID', 'PMIX_RANK']
const WORLDS = ['WORLD_SIZE', 'OMPI_COMM_WORLD_SIZE', 'PMI_SIZE', 'SLURM_NTASKS']

/**
 * Who writes: the name that the user gave, else `rank-<n>` for a place above 0 in a distributed job, else `main`.
 * `isGuest` says that it joins a run which another process owns.
 */
export function identifyWriter(
  thread: number,
  environment: NodeJS.ProcessEnv,
  given: string | undefined,
): { writer: Writer; isGuest: boolean } {
  const rank = firstNumber(environment, RANKS)
  const worldSize = firstNumber(environment, WORLDS)
  // one process alone in its world is no distributed job, whatever variables are left over
  const id = given ?? (rank !== undefined && rank > 0 && (worldSize ?? 2) > 1 ? `rank-${rank}` : MAIN_WRITER)
  const writer: Writer = { id, host: hostname(), pid: process.pid, thread }
  if (rank !== undefined) writer.rank = rank
  if (worldSize !== undefined) writer.worldSize = worldSize
  return { writer, isGuest: id !== MAIN_WRITER }
}

/** The name of a process that joins a run whose main writer is somebody else; `number` counts the names it found taken. */
export function guestName(thread: number, number: number): string {
  return `p${process.pid}${thread === 0 ? '' : `-t${thread}`}${number === 0 ? '' : `-${number + 1}`}`
}

function firstNumber(environment: NodeJS.ProcessEnv, names: string[]): number | undefined {
  for (const name of names) {
    const text = environment[name]
    if (text !== undefined && /^\d+$/.test(text)) return Number(text)
  }
  return undefined
}
