import { asList } from '../otlp/loose.ts'
import { artifactPath } from './files/artifact-path.ts'
import { giveFile } from './files/give-file.ts'
import { MultipartUploads } from './files/multipart-uploads.ts'
import type { MlflowDoor } from './mlflow-door.ts'
import { success } from './mlflow-answer.ts'
import { filesJson } from './routes/artifact-lists.ts'
import { invalidParameter } from './wire/mlflow-error.ts'
import { readFields, type FieldKinds, type Fields, type Given } from './wire/read-fields.ts'

export interface ArtifactRequest {
  raw: Request
  method: string
  /** Behind `mlflow-artifacts/`, as it stands in the address. */
  path: string
  query: URLSearchParams
  /** Reads the body, which must be JSON. */
  body: () => Promise<Given>
}

/** The files of artifacts: `/api/2.0/mlflow-artifacts/…`. */
export class ArtifactServer {
  readonly #door: MlflowDoor
  readonly #uploads: MultipartUploads

  constructor(door: MlflowDoor) {
    this.#door = door
    this.#uploads = new MultipartUploads({ ...door.parts, files: door.files })
  }

  /** Undefined for an address that is none of these. */
  serve(request: ArtifactRequest): Promise<Response> | Response | undefined {
    const [kind = '', ...rest] = request.path.split('/')
    const path = rest.join('/')
    if (kind === 'artifacts' && rest.length === 0) return this.#list(request)
    if (kind === 'artifacts') return this.#file(request, artifactPath(path))
    return kind === 'mpu' ? this.#multipart(request, rest[0] ?? '', rest.slice(1).join('/')) : undefined
  }

  #list({ method, query }: ArtifactRequest): Response | undefined {
    if (method !== 'GET') return undefined
    return success({ files: filesJson(this.#door, artifactPath(query.get('path') ?? ''), '') })
  }

  async #file({ method, raw }: ArtifactRequest, path: string): Promise<Response> {
    if (path === '') throw invalidParameter('Invalid path')
    if (method === 'GET' || method === 'HEAD') return giveFile(this.#door, path, method === 'HEAD')
    if (method === 'PUT') await this.#door.files.put(path, piecesOf(raw))
    else if (method === 'DELETE') this.#door.files.remove(path)
    else throw invalidParameter(`Method ${method} is not known for artifacts.`)
    return success({})
  }

  async #multipart({ raw, method, body }: ArtifactRequest, action: string, rest: string): Promise<Response> {
    if (action === 'parts' && method === 'PUT') {
      const [id = '', number = ''] = rest.split('/')
      const etag = await this.#uploads.take(id, Number(number), piecesOf(raw))
      return new Response(null, { headers: { etag, 'cache-control': 'no-store' } })
    }
    const fields = fieldsOf(await body())
    if (method === 'POST' && action === 'create') return this.#create(rest, new URL(raw.url).origin, fields)
    const { upload_id: id, path } = fields({ upload_id: 'text!', path: 'text!' })
    const target = targetOf(rest, path)
    if (method === 'POST' && action === 'complete')
      await this.#uploads.complete(id, target, asList(fields({ parts: 'list!' }).parts))
    else if (method === 'POST' && action === 'abort') this.#uploads.abort(id, target)
    else throw invalidParameter(`There is no ${method} mpu/${action.slice(0, 50)}.`)
    return success({})
  }

  #create(folder: string, origin: string, fields: ReadsFields): Response {
    const { path, num_parts: count = 1 } = fields({ path: 'text!', num_parts: 'integer' })
    const id = this.#uploads.create(targetOf(folder, path), count)
    const credentials = Array.from({ length: count }, (_, index) => ({
      url: `${origin}/api/2.0/mlflow-artifacts/mpu/parts/${id}/${index + 1}`,
      part_number: index + 1,
      headers: {},
    }))
    return success({ upload_id: id, credentials })
  }
}

type ReadsFields = <Wanted extends FieldKinds>(wanted: Wanted) => Fields<Wanted>

function fieldsOf(given: Given): ReadsFields {
  return wanted => readFields(given, wanted)
}

// clients send the path of their own file: its name is what counts
function targetOf(folder: string, path: string): string {
  const name = path.split(/[/\\]/).at(-1)!
  if (name === '') throw invalidParameter('Invalid path')
  const below = artifactPath(folder)
  return artifactPath(below === '' ? name : `${below}/${name}`)
}

export async function* piecesOf({ body }: Request): AsyncGenerator<Uint8Array> {
  if (body !== null) yield* body
}
