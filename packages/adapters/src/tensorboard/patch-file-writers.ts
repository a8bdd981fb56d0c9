import type { PatchBook } from '@seetrain/core'

/** The part of `tf.node` that makes writers of event files. */
export interface FileWriters {
  summaryFileWriter(logdir: string, ...rest: never[]): FileWriter
}

interface FileWriter {
  scalar(name: string, value: unknown, step: number, ...rest: never[]): void
  histogram?(name: string, data: unknown, step: number, ...rest: never[]): void
}

interface Listener {
  addScalar(tag: string, value: unknown, step?: number): void
  addHistogram(tag: string, values: unknown, step?: number): void
}

/** Wraps the function that makes writers, and the methods of each writer it makes. The original always does its work first. */
export function patchFileWriters(patches: PatchBook, node: FileWriters, listenTo: (logDir: string) => Listener): void {
  patches.patch<FileWriters['summaryFileWriter']>(
    node,
    'summaryFileWriter',
    original =>
      function (this: unknown, logdir, ...rest) {
        const writer = original.call(this as FileWriters, logdir, ...rest)
        const listener = listenTo(logdir)
        listen(patches, writer, 'scalar', (name, value, step) => listener.addScalar(name, value, step))
        if (writer.histogram)
          listen(patches, writer, 'histogram', (name, data, step) => listener.addHistogram(name, data, step))
        return writer
      },
  )
}

type Write = (name: string, value: unknown, step: number, ...rest: never[]) => void

function listen(patches: PatchBook, writer: FileWriter, method: 'scalar' | 'histogram', heard: Write): void {
  patches.patch<Write>(
    writer,
    method,
    original =>
      function (this: unknown, name, value, step, ...rest) {
        original.call(this, name, value, step, ...rest)
        heard(name, value, step)
      },
  )
}
