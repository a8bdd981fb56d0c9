import { toJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'
import { errorAnswer } from './answers.ts'
import type { ShownAs } from './parameters.ts'
import { isBytes, type BytesContent, type RouteContract } from './route.ts'
import { ROUTES } from './routes.ts'

type Json = { [member: string]: unknown }

/** The OpenAPI 3.1 document of the hub, from the schemas that validate its requests. */
export function openApiDocument(version: string): Json {
  const paths: { [path: string]: Json } = {}
  for (const [operationId, contract] of Object.entries<RouteContract>(ROUTES)) {
    const path = contract.path.replace(/:(\w+)/g, '{$1}')
    ;(paths[path] ??= {})[contract.method.toLowerCase()] = operation(operationId, contract)
  }
  return {
    openapi: '3.1.0',
    info: { title: 'SeeTrain hub', version, license: { name: 'MIT', identifier: 'MIT' } },
    paths,
    components: {
      schemas: { Error: jsonSchema(errorAnswer) },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  }
}

function operation(operationId: string, contract: RouteContract): Json {
  const { summary, scope, params, query, body, answer, status = 200 } = contract
  return {
    operationId,
    summary,
    ...(scope !== 'open' && { security: [{}, { token: [scope] }] }),
    parameters: [...parameters('path', params), ...parameters('query', query)],
    ...(body !== undefined && { requestBody: { required: true, content: contentOf(body) } }),
    responses: {
      [status]: {
        description: answer && isBytes(answer) ? answer.says : 'As asked.',
        ...(answer && { content: contentOf(answer) }),
      },
      default: {
        description: 'What is wrong with the request, or with the hub.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  }
}

function contentOf(content: v.GenericSchema | BytesContent): Json {
  const { bytes, json } = isBytes(content)
    ? { bytes: content, json: content.json }
    : { bytes: undefined, json: content }
  return {
    ...(bytes !== undefined && { [bytes.mediaType]: {} }),
    ...(json !== undefined && { 'application/json': { schema: jsonSchema(json) } }),
  }
}

function parameters(place: 'path' | 'query', schema: v.GenericSchema | undefined): Json[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = jsonSchema(schema) as { properties?: Json; required?: string[] }
  const { entries } = schema as v.ObjectSchema<v.ObjectEntries, undefined>
  return Object.entries(properties).map(([name, member]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: shownAs(entries[name]!) ?? member,
  }))
}

function jsonSchema(schema: v.GenericSchema): Json {
  const json: Json = { ...toJsonSchema(schema, { typeMode: 'input', errorMode: 'ignore' }) }
  delete json['$schema']
  return json
}

// what a text in a URL stands for, rather than that it is a text
function shownAs(entry: object): Json | undefined {
  const schema = ('wrapped' in entry ? entry.wrapped : entry) as v.GenericSchema
  if (!('pipe' in schema)) return undefined
  const shown = (v.getMetadata(schema) as Partial<ShownAs>).shownAs
  return shown && { ...shown, ...('default' in entry && entry.default !== undefined && { default: entry.default }) }
}
