import type { PlainObject } from '@seetrain/core'
import type { Endpoint } from '../contracts.ts'
import { otherEndpoint } from './openai-other.ts'
import { asCount, asObject, asText, copyPlain, given, renamed } from './read.ts'

/** `/batches`: many requests for later. Their answers come in a file, which is the user's to read. */
export const openaiBatch: Endpoint = {
  ...otherEndpoint('create_batch', 'request'),
  request: body => ({
    attributes: renamed(body, {
      endpoint: 'openai.batch.endpoint',
      input_file_id: 'openai.batch.input_file_id',
      completion_window: 'openai.batch.completion_window',
    }),
    input: copyPlain(body),
  }),
  response: value => {
    const data = asObject(value)
    const counts = asObject(data['request_counts'])
    return given({
      id: asText(data['id']),
      output: copyPlain(data),
      attributes: given({
        'openai.batch.status': asText(data['status']),
        'openai.batch.requests': asCount(counts['total']),
      }) as PlainObject,
    })
  },
}

/** `/files`: what was uploaded, by its name and size. */
export const openaiFile: Endpoint = {
  ...otherEndpoint('upload_file', 'request'),
  request: ({ file, purpose }) => {
    const { file: name, size, mime_type: mime } = asObject(file)
    return {
      attributes: renamed({ purpose }, { purpose: 'openai.file.purpose' }),
      input: given({ file: asText(name), size: asCount(size), mime_type: asText(mime) }) as PlainObject,
    }
  },
}
