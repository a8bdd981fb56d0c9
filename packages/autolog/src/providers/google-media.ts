import type { PlainObject } from '@seetrain/core'
import type { Endpoint, MessagePart } from '../contracts.ts'
import { googleEmbed, googleModel } from './google-generate.ts'
import { googleBlob } from './google-parts.ts'
import { asList, asObject, asText, copyPlain, given, type Loose } from './read.ts'

/** `:predict`, which makes pictures of a prompt, or vectors of texts. */
export const googleMedia: Endpoint = {
  operation: 'generate_content',
  spanKind: 'image',
  request: (body, url) => {
    const instances = asList(body['instances']).map(asObject)
    if (!instances.some(instance => 'prompt' in instance)) return googleEmbed.request(body, url)
    return {
      ...given({ model: googleModel(url) }),
      attributes: { 'seetrain.request.parameters': copyPlain(body['parameters'] ?? {}) },
      input: instances.map(instance => ({ role: 'user', parts: partsOf(instance) })),
    }
  },
  response: value => {
    const predictions = asList(asObject(value)['predictions']).map(asObject)
    const images = predictions.flatMap(imageOf)
    return images.length > 0 ? { output: [{ role: 'assistant', parts: images }] } : googleEmbed.response(value)
  },
}

function partsOf(instance: Loose): MessagePart[] {
  const references = [instance, ...asList(instance['referenceImages'])].map(asObject)
  return [
    { type: 'text', content: asText(instance['prompt']) ?? '' },
    ...references.flatMap(holder => imageOf(asObject(holder['referenceImage'] ?? holder['image']))),
  ]
}

function imageOf(image: Loose): MessagePart[] {
  const data = asText(image['bytesBase64Encoded'])
  if (data !== undefined) return [googleBlob(data, asText(image['mimeType']) ?? 'image/png')]
  const uri = asText(image['gcsUri'])
  if (uri !== undefined) return [{ type: 'uri', modality: 'image', uri }]
  const filtered = asText(image['raiFilteredReason'])
  return filtered === undefined ? [] : [{ type: 'refusal', content: filtered } satisfies PlainObject]
}
