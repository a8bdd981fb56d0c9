import { frame } from './event-file.ts'

describe('an event in its frame', () => {
  it('has the length and the masked checksums that TensorFlow writes', () => {
    // a file_version event of 24 bytes, and what TensorBoard's own functions make of it
    const event = Buffer.from('090000803899d6d7411a0d627261696e2e4576656e743a32', 'hex')
    expect(Buffer.from(frame(event)).toString('hex')).toBe(`1800000000000000a37f4b22${event.toString('hex')}124b36ab`)
  })
})
