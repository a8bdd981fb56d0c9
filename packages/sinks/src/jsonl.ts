import { recordToJson, type SinkDefinition } from '@seetrain/core'
import { FileSink, fileSinkOptions, type FileSinkOptions } from './file-sink.ts'

/** Writes every record as a line of JSON, as `seetrain export --format jsonl` prints it. */
export class JsonlSink extends FileSink {
  constructor(options: FileSinkOptions = {}) {
    super({ id: 'jsonl', extension: 'jsonl', file: 'records', line: record => `${recordToJson(record)}\n` }, options)
  }
}

export const definition: SinkDefinition = {
  id: 'jsonl',
  create: options => new JsonlSink(fileSinkOptions('jsonl', options)),
}
