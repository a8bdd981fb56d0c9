import { crc32 } from 'node:zlib'
import type { Answer } from './fake-server.ts'

/** Events in the binary framing of AWS: lengths, headers, payload, and a checksum after each half. */
export function awsEvents(list: readonly (readonly [type: string, payload: object])[], { end = true } = {}): Answer {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream', 'x-amzn-requestid': 'request-1' })
    for (const [type, payload] of list) response.write(frame(type, payload))
    if (end) response.end()
  }
}

/** One event, as it goes over the wire. */
export function frame(type: string, payload: object): Buffer {
  const headers = Buffer.concat([
    header(':message-type', 'event'),
    header(':event-type', type),
    header(':content-type', 'application/json'),
  ])
  const body = Buffer.from(JSON.stringify(payload))
  const message = Buffer.alloc(12 + headers.length + body.length + 4)
  message.writeUInt32BE(message.length, 0)
  message.writeUInt32BE(headers.length, 4)
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8)
  headers.copy(message, 12)
  body.copy(message, 12 + headers.length)
  message.writeUInt32BE(crc32(message.subarray(0, message.length - 4)), message.length - 4)
  return message
}

/** Type 7 is text, with a length of two bytes. */
function header(name: string, value: string): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(value.length)
  return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([7]), length, Buffer.from(value)])
}

/** The payloads of the whole frames in `bytes`, and what is left over. */
export function payloadsOf(bytes: Buffer): { payloads: Buffer[]; rest: Buffer } {
  const payloads: Buffer[] = []
  let at = 0
  while (bytes.length - at >= 12 && bytes.length - at >= bytes.readUInt32BE(at)) {
    const [length, headers] = [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)]
    payloads.push(bytes.subarray(at + 12 + headers, at + length - 4))
    at += length
  }
  return { payloads, rest: bytes.subarray(at) }
}
