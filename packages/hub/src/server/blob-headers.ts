/** Types that a browser shows without running anything. */
const INERT =
  /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp|tiff)|audio\/[\w.+-]+|video\/[\w.+-]+|text\/(?:plain|csv|markdown)|application\/(?:json|octet-stream|vnd\.seetrain\.[\w.+-]+)|model\/[\w.+-]+|chemical\/[\w.+-]+)$/

const NOTHING_LOADED =
  "default-src 'none'; img-src data: blob:; media-src data: blob:; font-src data:; style-src 'unsafe-inline'"

/**
 * Headers under which a user's bytes are shown. HTML may run its own scripts, in an origin of its own that reaches
 * neither the hub nor the network; SVG runs none. What is not known is a download.
 */
export function blobHeaders(mime: string): { [name: string]: string } {
  const type = mime.split(';', 1)[0]!.trim().toLowerCase()
  if (type === 'text/html') {
    return {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `sandbox allow-scripts; script-src 'unsafe-inline' 'unsafe-eval' blob:; ${NOTHING_LOADED}; frame-ancestors 'self'`,
      'x-frame-options': 'SAMEORIGIN',
    }
  }
  if (type === 'image/svg+xml') return { 'content-type': type, ...inertPolicy }
  if (!INERT.test(type)) return { 'content-type': 'application/octet-stream', ...inertPolicy }
  const isText = type.startsWith('text/') || type === 'application/json'
  return { 'content-type': isText ? `${type}; charset=utf-8` : type, ...inertPolicy }
}

const inertPolicy = {
  'content-security-policy': `sandbox; ${NOTHING_LOADED}; frame-ancestors 'self'`,
  'x-frame-options': 'SAMEORIGIN',
}

/** A name for a download, whatever is in it. */
export function attachment(name: string): string {
  const plain = name.replace(/[^\w.\- ]/g, '_')
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, sign => `%${sign.charCodeAt(0).toString(16)}`)}`
}
