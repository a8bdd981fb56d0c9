import { errorLine } from './error-line.ts'

/**
 * Ends the process when its output has nowhere to go: without a word when the reader is gone, as in
 * `seetrain export run | head`, and as a failure when a disk is full.
 */
export function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    process.stderr.write(
      `seetrain: output: can not be written (${errorLine(error)}). Free space, or send it elsewhere.\n`,
    )
    process.exit(1)
  })
  // nobody is left to be told
  process.stderr.on('error', () => {})
}
