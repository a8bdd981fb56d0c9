import type { Context } from 'hono'
import * as v from 'valibot'
import type { ShownAs } from '../api/parameters.ts'
import { isBytes, type RouteContract } from '../api/route.ts'
import { RequestError } from '../errors/request-error.ts'
import type { HubParts } from './hub-parts.ts'
import { readBody } from './read-body.ts'

/** Parameters, query and body of a request, checked by the route's schemas. Bytes are left to the handler. */
export async function readInput(
  context: Context,
  contract: RouteContract,
  { limits }: Pick<HubParts, 'limits'>,
): Promise<{ params: unknown; query: unknown; body: unknown }> {
  const { params, query, body } = contract
  return {
    params: params && check(params, context.req.param(), 'path'),
    query: query && check(query, readQuery(context.req.url, query), 'query'),
    body: body && !isBytes(body) ? check(body, await readJson(context.req.raw, limits.jsonBytes), 'body') : undefined,
  }
}

function check(schema: v.GenericSchema, value: unknown, place: string): unknown {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return result.output
  const issue = result.issues[0]
  const path = v.getDotPath(issue)
  throw new RequestError(
    400,
    'INVALID_REQUEST',
    `${path ?? place}: ${issue.message}${/[.!]$/.test(issue.message) ? '' : '.'}`,
    {
      field: path ?? place,
    },
  )
}

/** Lists may come as `a=1,2`, whose commas stand unescaped between escaped members, and as `a=1&a=2`. */
function readQuery(url: string, schema: v.GenericSchema): { [name: string]: string | string[] } {
  const { entries } = schema as v.ObjectSchema<v.ObjectEntries, undefined>
  const found: { [name: string]: string | string[] } = {}
  const from = url.indexOf('?')
  if (from === -1) return found
  for (const part of url
    .slice(from + 1)
    .replace(/#.*$/s, '')
    .split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = decode(equals === -1 ? part : part.slice(0, equals), 'query')
    const text = equals === -1 ? '' : part.slice(equals + 1)
    const entry = Object.hasOwn(entries, name) ? entries[name] : undefined
    if (entry === undefined) throw unknownParameter(name, Object.keys(entries))
    if (!isList(entry)) found[name] = decode(text, name)
    else if (text !== '')
      found[name] = [
        ...((found[name] as string[] | undefined) ?? []),
        ...text.split(',').map(item => decode(item, name)),
      ]
  }
  return found
}

function unknownParameter(name: string, known: readonly string[]): RequestError {
  const field = name.slice(0, 60)
  return new RequestError(
    400,
    'UNKNOWN_PARAMETER',
    `${field}: there is no such parameter here. There are: ${known.join(', ')}.`,
    { field },
  )
}

function decode(text: string, field: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw new RequestError(
      400,
      'INVALID_REQUEST',
      `${field}: it is not escaped as addresses are. Use encodeURIComponent.`,
      { field },
    )
  }
}

function isList(entry: object): boolean {
  const schema = ('wrapped' in entry ? entry.wrapped : entry) as v.GenericSchema
  return 'pipe' in schema && (v.getMetadata(schema) as Partial<ShownAs>).shownAs?.['type'] === 'array'
}

// a form of another site can not send this type without asking first
async function readJson(request: Request, limit: number): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json\b/i.test(type)) {
    throw new RequestError(415, 'NOT_JSON', 'Content-Type: send the body as application/json.', {
      field: 'Content-Type',
    })
  }
  const { bytes } = await readBody(request, limit)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown
  } catch (cause) {
    throw new RequestError(400, 'NOT_JSON', 'body: it is no JSON.', { field: 'body', cause })
  }
}
