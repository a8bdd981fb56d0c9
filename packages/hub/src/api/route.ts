import type { GenericSchema, InferInput, InferOutput } from 'valibot'

/** What a caller may do, from least to most; each includes those before it. */
export const SCOPES = ['read', 'write', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What travels as bytes instead of JSON. */
export interface BytesContent {
  mediaType: string
  /** What the bytes are. */
  says: string
  /** What comes instead for those who ask for JSON. */
  json?: GenericSchema
}

/**
 * One route of the API: what it takes and gives. Requests are validated by it, the OpenAPI document is made from it, and
 * the client gets its types from it.
 */
export interface RouteContract {
  method: Method
  /** Parameters have a colon: `/api/v1/runs/:id`. */
  path: string
  summary: string
  /** `open`: needs no token. */
  scope: Scope | 'open'
  params?: GenericSchema
  query?: GenericSchema
  body?: GenericSchema | BytesContent
  /** Absent: an answer without a body. */
  answer?: GenericSchema | BytesContent
  /** The good status; 200 when absent. */
  status?: number
}

export function route<const Contract extends RouteContract>(contract: Contract): Contract {
  return contract
}

export function isBytes(content: GenericSchema | BytesContent): content is BytesContent {
  return 'mediaType' in content
}

type OutputOf<Content> = Content extends GenericSchema
  ? InferOutput<Content>
  : Content extends { json: infer Json extends GenericSchema }
    ? InferOutput<Json>
    : undefined
type ParamsOf<Contract extends RouteContract> = OutputOf<Contract['params']>
type QueryOf<Contract extends RouteContract> = OutputOf<Contract['query']>

/** What a handler gets. Bytes are read from the request itself. */
export interface RouteInput<Contract extends RouteContract> {
  params: ParamsOf<Contract>
  query: QueryOf<Contract>
  body: OutputOf<Contract['body']>
}

/** What a handler gives, and a caller gets. */
export type RouteAnswer<Contract extends RouteContract> = OutputOf<Contract['answer']>

/** What a caller passes: parameters as they are meant, members with a default left out at will. */
export type RouteCall<Contract extends RouteContract> = (Contract extends { params: GenericSchema }
  ? { params: ParamsOf<Contract> }
  : object) &
  (Contract extends { query: infer Query extends GenericSchema } ? { query?: CallQuery<Query> } : object) &
  (Contract extends { body: infer Body extends GenericSchema } ? { body: InferInput<Body> } : object)

type CallQuery<Query extends GenericSchema> = {
  [Name in keyof InferInput<Query>]?: Name extends keyof InferOutput<Query>
    ? InferOutput<Query>[Name] | undefined
    : never
}
