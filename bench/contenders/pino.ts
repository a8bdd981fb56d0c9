import { once } from 'node:events'
import { join } from 'node:path'
import { pino, type DestinationStream, type Logger } from 'pino'
import { losses, MASK, type Contender, type StartContender } from './contender.ts'

interface FileStream extends DestinationStream {
  end(): void
}

function logging(stream: FileStream, drain: () => Promise<unknown>): Contender {
  const logger: Logger = pino(stream)
  return {
    log(from, count) {
      for (let step = from; step < from + count; step++) logger.info({ step, loss: losses[step & MASK] })
    },
    drain: async () => void (await drain()),
    close: () => stream.end(),
  }
}

/** The stream writes when the event loop turns; here, after the last call. */
export const asynchronous: StartContender = async folder => {
  const stream = pino.destination({ dest: join(folder, 'points.log'), sync: false })
  await once(stream, 'ready')
  // its flush() calls back at once when it has no least length to write
  return logging(stream, () => once(stream, 'drain'))
}

/** What pino(path) gives: each call writes. */
export const synchronous: StartContender = folder => {
  const stream = pino.destination({ dest: join(folder, 'points.log'), sync: true })
  return logging(stream, () => Promise.resolve())
}

/** A worker thread writes the file. */
export const transport: StartContender = async folder => {
  const stream: ReturnType<typeof pino.transport> = pino.transport({
    target: 'pino/file',
    options: { destination: join(folder, 'points.log') },
  })
  await once(stream, 'ready')
  return logging(
    stream,
    () => new Promise<void>((resolve, reject) => stream.flush((error?: Error) => (error ? reject(error) : resolve()))),
  )
}
