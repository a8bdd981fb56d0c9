import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

type Variables = { [name: string]: unknown }

/** What a client uploaded, by the parts of W&B's protocol that `wandb sync` of 0.30 uses. */
export interface Uploaded {
  /** Variables of each GraphQL operation, by its name. */
  operations: Map<string, Variables[]>
  /** Lines of `wandb-history.jsonl`, `wandb-events.jsonl`, `output.log`, by place, as the server would keep them. */
  streams: { [file: string]: string[] }
  exitCode: number | undefined
  /** Bytes of uploaded files by name: of the run, and of artifacts below `artifact/<name>/`. */
  files: Map<string, Buffer>
  /** Operations that this stand-in does not know. */
  unknown: string[]
}

/** Answers the official W&B client on loopback and keeps what it sends. Made for tests: it checks nothing. */
export class WandbStandIn {
  readonly uploaded: Uploaded = {
    operations: new Map(),
    streams: {},
    exitCode: undefined,
    files: new Map(),
    unknown: [],
  }
  readonly #server: Server

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response))
  }

  static async start(): Promise<WandbStandIn> {
    const standIn = new WandbStandIn()
    await new Promise<void>(resolve => standIn.#server.listen(0, '127.0.0.1', resolve))
    return standIn
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const raw = Buffer.concat(chunks)
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw
    const path = decodeURIComponent(request.url ?? '')
    if (path === '/graphql') return send(response, this.#operate(body))
    if (path.endsWith('/file_stream')) {
      this.#stream(JSON.parse(body.toString()) as StreamRequest)
      return send(response, { exitcode: null, limits: {} })
    }
    if (path.startsWith('/upload/')) this.uploaded.files.set(path.slice('/upload/'.length), body)
    send(response, {})
  }

  #operate(body: Buffer): object {
    const { query, variables = {} } = JSON.parse(body.toString()) as { query: string; variables?: Variables }
    const name = /(?:query|mutation) (\w+)/.exec(query)?.[1] ?? ''
    this.uploaded.operations.set(name, [...(this.uploaded.operations.get(name) ?? []), variables])
    const answer = ANSWERS[name]
    if (answer) return { data: answer(variables, `${this.url}/upload/`) }
    this.uploaded.unknown.push(name)
    return { data: {}, errors: [{ message: `unknown operation ${name}` }] }
  }

  // a line that comes again takes its own place
  #stream({ files = {}, exitcode }: StreamRequest): void {
    for (const [name, { offset, content }] of Object.entries(files)) {
      const lines = (this.uploaded.streams[name] ??= [])
      for (const [index, line] of content.entries()) lines[offset + index] = line
    }
    if (exitcode !== undefined) this.uploaded.exitCode = exitcode
  }
}

interface StreamRequest {
  files?: { [file: string]: { offset: number; content: string[] } }
  exitcode?: number
}

type Answer = (variables: Variables, uploads: string) => object

const ANSWERS: { [operation: string]: Answer } = {
  Viewer: () => ({ viewer: { id: 'user', entity: 'me', username: 'me', teams: { edges: [] }, flags: '{}' } }),
  ServerFeaturesQuery: () => ({ serverInfo: { features: [] } }),
  UpsertBucket: ({ name, displayName, config, project }) => {
    const owner = { id: 'project', name: project, entity: { id: 'entity', name: 'me' } }
    const bucket = { id: 'run', name, displayName, config, sweepName: null, project: owner, historyLineCount: 0 }
    return { upsertBucket: { bucket, inserted: true } }
  },
  CreateRunFiles: ({ files }, uploads) => {
    const urls = (files as string[]).map(name => ({ name, uploadUrl: uploads + encodeURI(name) }))
    return { createRunFiles: { runID: 'run', uploadHeaders: [], files: urls } }
  },
  NotifyScriptableRunAlert: () => ({ notifyScriptableRunAlert: { success: true } }),
  CreateArtifact: ({ input }) => {
    const sequence = { id: 'sequence', latestArtifact: null }
    const id = (input as { artifactCollectionName: string }).artifactCollectionName
    return { createArtifact: { artifact: { id, state: 'PENDING', artifactSequence: sequence } } }
  },
  CreateArtifactManifest: ({ artifactID }, uploads) => {
    const uploadUrl = `${uploads}manifest/${String(artifactID)}`
    const file = { id: 'file', name: 'wandb_manifest.json', displayName: '', uploadUrl, uploadHeaders: [] }
    return { createArtifactManifest: { artifactManifest: { id: 'manifest', file } } }
  },
  CreateArtifactFiles: ({ input }, uploads) => {
    const files = (input as { artifactFiles: { artifactID: string; name: string }[] }).artifactFiles
    const edges = files.map(({ artifactID, name }) => {
      const uploadUrl = `${uploads}artifact/${artifactID}/${encodeURI(name)}`
      const place = { displayName: name, uploadUrl, uploadHeaders: [], storagePath: name, uploadMultipartUrls: null }
      return { node: { id: 'file', name, ...place, artifact: { id: artifactID } } }
    })
    return { createArtifactFiles: { files: { edges } } }
  },
  CommitArtifact: ({ artifactID }) => ({ commitArtifact: { artifact: { id: artifactID, digest: '' } } }),
}

function send(response: ServerResponse, answer: object): void {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(answer))
}
