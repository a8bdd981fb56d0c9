import { extname, join, normalize, sep } from 'node:path'
import type { FileSystem } from '@seetrain/core'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}

/** Names with a hash of the content: `assets/index-B3x9Kd2f.js`. */
const HASHED = /[-.][\w-]{8,}\.\w+$/

/** Scripts and styles of the page's own, data and blobs for pictures; nothing from elsewhere. */
const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "frame-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** The files of the built dashboard. Addresses that name no file are views of the page and get its start. */
export class StaticFiles {
  readonly #root: string
  readonly #fileSystem: FileSystem

  constructor(root: string, fileSystem: FileSystem) {
    this.#root = root
    this.#fileSystem = fileSystem
  }

  /** The answer for a path; undefined when it names a file that is not there. */
  find(path: string, headers: Headers): Response | undefined {
    const file = this.#fileOf(path) ?? (extname(path) === '' ? join(this.#root, 'index.html') : undefined)
    const stat = file === undefined ? undefined : this.#fileSystem.stat(file)
    if (file === undefined || stat?.isFile !== true) return undefined
    const etag = `"${stat.size.toString(36)}-${Math.round(stat.modifiedAt).toString(36)}"`
    const type = TYPES[extname(file)] ?? 'application/octet-stream'
    const answer = {
      'content-type': type,
      etag,
      'cache-control':
        HASHED.test(file) && path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      ...(type.startsWith('text/html') && { 'content-security-policy': PAGE_POLICY }),
    }
    if (headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers: answer })
    return new Response(Uint8Array.from(this.#fileSystem.readFile(file)), { headers: answer })
  }

  #fileOf(path: string): string | undefined {
    const file = normalize(join(this.#root, path))
    if (path.includes('\0') || !file.startsWith(this.#root + sep)) return undefined
    return this.#fileSystem.stat(file)?.isFile === true ? file : undefined
  }
}

/** What stands at the address of a hub whose dashboard is not there. */
export function plainPage(): Response {
  const text = `<!doctype html><html lang="en"><meta charset="utf-8"><title>SeeTrain</title>
<h1>The hub runs; its dashboard is not built</h1>
<p>In the workspace, run <code>npm run build</code> and load this page again.</p>
<p>The API answers already: <a href="/api/v1/runs">runs</a>, <a href="/api/v1/openapi.json">all of it</a>.</p>
</html>`
  return new Response(text, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': PAGE_POLICY,
      'cache-control': 'no-store',
    },
  })
}
