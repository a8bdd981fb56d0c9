import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import type { Reader, Source } from './source.ts'

export interface FileFormat {
  name: string
  mime: string
  matches(head: Uint8Array): boolean
}

const HEAD = 16

/** Bytes at an offset; a string stands for its characters. */
const magic =
  (text: string, offset = 0) =>
  (head: Uint8Array) => {
    for (let i = 0; i < text.length; i++) if (head[offset + i] !== text.charCodeAt(i)) return false
    return true
  }

const brand = (head: Uint8Array): string => String.fromCharCode(...head.subarray(8, 12))

const GIF: FileFormat = { name: 'gif', mime: 'image/gif', matches: magic('GIF8') }

export const IMAGE_FORMATS: readonly FileFormat[] = [
  { name: 'png', mime: 'image/png', matches: magic('\x89PNG\r\n\x1a\n') },
  { name: 'jpeg', mime: 'image/jpeg', matches: magic('\xff\xd8\xff') },
  { name: 'webp', mime: 'image/webp', matches: head => magic('RIFF')(head) && magic('WEBP', 8)(head) },
  GIF,
]

export const AUDIO_FORMATS: readonly FileFormat[] = [
  { name: 'wav', mime: 'audio/wav', matches: head => magic('RIFF')(head) && magic('WAVE', 8)(head) },
  { name: 'flac', mime: 'audio/flac', matches: magic('fLaC') },
  { name: 'ogg', mime: 'audio/ogg', matches: magic('OggS') },
  { name: 'mp3', mime: 'audio/mpeg', matches: head => magic('ID3')(head) || isMpegFrame(head) },
]

export const VIDEO_FORMATS: readonly FileFormat[] = [
  { name: 'mov', mime: 'video/quicktime', matches: head => magic('ftyp', 4)(head) && brand(head) === 'qt  ' },
  { name: 'mp4', mime: 'video/mp4', matches: magic('ftyp', 4) },
  { name: 'webm', mime: 'video/webm', matches: magic('\x1a\x45\xdf\xa3') },
  GIF,
]

/** Names the format by its first bytes; a file's ending proves nothing. */
export function sniff(
  what: string,
  read: Reader,
  formats: readonly FileFormat[],
  value: unknown,
  hint = '',
): FileFormat {
  const head = read(0, HEAD)
  const format = formats.find(candidate => candidate.matches(head))
  if (format) return format
  const names = formats.map(candidate => candidate.name).join(', ')
  throw new InvalidArgumentError(what, value, `Its bytes are no file of these formats: ${names}.${hint}`)
}

/** Bytes in memory are checked when a medium is made; a file when it is stored. */
export function checkBytes(what: string, source: Source | undefined, formats: readonly FileFormat[], hint = ''): void {
  if (source?.kind !== 'bytes') return
  const { bytes } = source
  sniff(what, (position, length) => bytes.subarray(position, position + length), formats, bytes, hint)
}

/** Eleven set bits, a version, a layer and a bit rate that exist. */
function isMpegFrame([first = 0, second = 0, third = 0]: Uint8Array): boolean {
  return (
    first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x18) !== 0x08 && (second & 0x06) !== 0 && third >> 4 !== 15
  )
}
