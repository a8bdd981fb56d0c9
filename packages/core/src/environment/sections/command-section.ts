import { maskArguments, maskVariable } from '../mask-secrets.ts'
import type { Section } from './section.ts'

// what changes how a training runs; everything else of the environment stays private
const CHOSEN =
  /^(?:CI|NODE_ENV|NODE_OPTIONS|UV_THREADPOOL_SIZE|TZ|LANG|RANK|LOCAL_RANK|GROUP_RANK|NODE_RANK|WORLD_SIZE|LOCAL_WORLD_SIZE|MASTER_ADDR|MASTER_PORT|(?:CUDA|NVIDIA|HIP|ROCR|OMP|MKL|OPENBLAS|NCCL|TF|XLA|JAX|TORCH|PYTORCH|TFJS|ORT|SLURM|SEETRAIN)_\w+)$/

/** How the program was started, secrets masked. */
export const commandSection: Section = async ({ folder, environment }) => {
  const chosen = Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && CHOSEN.test(name) ? [[name, maskVariable(name, value)] as const] : [],
  )
  return {
    arguments: maskArguments(process.argv),
    ...(process.execArgv.length > 0 && { nodeArguments: maskArguments(process.execArgv) }),
    workingFolder: folder,
    environment: Object.fromEntries(chosen.toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}
