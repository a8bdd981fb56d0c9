import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { only } from '../../../../test/media/only.ts'
import { MemoryBlobStore } from '../blob/memory-blob-store.ts'
import { Audio, type AudioOptions } from './audio.ts'
import { encodeWav } from './wav.ts'

const blobs = new MemoryBlobStore()
const context = { blobs, maxBytes: 1e6 }
const encode = (data: unknown, options?: AudioOptions) => only(new Audio(data, options).encode(context))
const samplesOf = (data: unknown, options?: AudioOptions) => {
  const { blob } = encode(data, options)
  return [...new Int16Array(Uint8Array.from(blobs.get(blob.sha256)).buffer, 44)]
}
const rate = { sampleRate: 8000 }

test.each([
  ['Int16Array', Int16Array.of(1, -2, 3), rate, [1, -2, 3]],
  ['Float32Array', Float32Array.of(0, 0.5, -1), rate, [0, 16384, -32768]],
  ['Float64Array', Float64Array.of(0, 0.5, -1), rate, [0, 16384, -32768]],
  ['an array of numbers', [0, 0.5, -1], rate, [0, 16384, -32768]],
  ['interleaved channels', Int16Array.of(1, 2, 3, 4), { ...rate, channels: 2 }, [1, 2, 3, 4]],
  ['a list of channels', [Int16Array.of(1, 2, 3), Int16Array.of(4, 5, 6)], rate, [1, 4, 2, 5, 3, 6]],
  [
    'a list of plain channels',
    [
      [0, 0.5],
      [-1, 0],
    ],
    rate,
    [0, -32768, 16384, 0],
  ],
  ['RawAudio', { audio: Float32Array.of(0.5), sampling_rate: 16_000 }, {}, [16384]],
  [
    'a tensor of time and channels',
    { dataSync: () => Float32Array.of(0, 0.5, -1, 0, 0.25, 0), shape: [3, 2], dtype: 'float32' },
    rate,
    [0, 16384, -32768, 0, 8192, 0],
  ],
  [
    'a tensor of channels and time',
    { dataSync: () => Float32Array.of(0, -1, 0.25, 0.5, 0, 0), shape: [2, 3], dtype: 'float32' },
    rate,
    [0, 16384, -32768, 0, 8192, 0],
  ],
  ['integers written as int16', Int32Array.of(2 ** 30), { ...rate, format: 'int16' }, [16384]],
])('%s becomes a WAV', (_name, data, options, expected) => {
  expect(samplesOf(data, options as AudioOptions)).toEqual(expected)
})

test('an AudioBuffer brings its own rate and channels', () => {
  const channels = [Float32Array.of(0, 0.5), Float32Array.of(-1, 0)]
  const buffer = { sampleRate: 22_050, numberOfChannels: 2, getChannelData: (channel: number) => channels[channel] }
  expect(encode(buffer).details).toEqual({ format: 'wav', sampleRate: 22_050, channels: 2, duration: 2 / 22_050 })
  expect(samplesOf(buffer)).toEqual([0, -32768, 16384, 0])
})

test('details count what was clipped and what was NaN', () => {
  expect(encode([0, 2, -3, NaN], rate).details).toEqual({
    format: 'wav',
    sampleRate: 8000,
    channels: 1,
    duration: 4 / 8000,
    clipped: 2,
    nan: 1,
  })
})

test('float32 keeps what int16 would clip', () => {
  const { blob } = encode(Float32Array.of(2, 0.1), { ...rate, format: 'float32' })
  expect([...new Float32Array(Uint8Array.from(blobs.get(blob.sha256)).slice(58).buffer)]).toEqual([2, Math.fround(0.1)])
})

const latin = (text: string) => Uint8Array.from(text, character => character.charCodeAt(0))

test.each([
  [
    'wav',
    encodeWav({ samples: [0, 0, 0, 0], sampleRate: 4, channels: 2 }, 'int16', 'int16'),
    'audio/wav',
    { format: 'wav', sampleRate: 4, channels: 2, duration: 0.5 },
  ],
  ['mp3 with a tag', latin('ID3\x04\x00'), 'audio/mpeg', { format: 'mp3' }],
  ['mp3 without one', latin('\xff\xfb\x90\x64'), 'audio/mpeg', { format: 'mp3' }],
  ['ogg', latin('OggS\x00'), 'audio/ogg', { format: 'ogg' }],
  ['flac', latin('fLaC\x00'), 'audio/flac', { format: 'flac' }],
])('%s bytes are kept as they are', (_name, bytes, mime, details) => {
  const item = encode(bytes, { caption: 'a sound' })
  expect(item).toEqual({ blob: expect.objectContaining({ mime, size: bytes.length }), caption: 'a sound', details })
})

test('a path is read when it is stored', () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'seetrain-test-'))
  const path = join(folder, 'sound.wav')
  fs.writeFileSync(path, encodeWav({ samples: [1, 2], sampleRate: 2, channels: 1 }, 'int16', 'int16'))
  expect(encode(path)).toMatchObject({ blob: { mime: 'audio/wav', size: 48 }, details: { duration: 1 } })
  expect(() => encode(join(folder, 'none.wav'))).toThrow(/none\.wav.*no such file/)
  fs.rmSync(folder, { recursive: true })
})

test('the size is checked before the sound is encoded', () => {
  expect(() => new Audio(new Float32Array(100), rate).encode({ blobs, maxBytes: 200 })).toThrow(
    expect.objectContaining({ code: 'SIZE_LIMIT', message: expect.stringContaining('244 bytes') }),
  )
})

test.each([
  [Float32Array.of(0), {}, 'audio.sampleRate'],
  [Float32Array.of(0), { sampleRate: 0 }, 'audio.sampleRate'],
  [Float32Array.of(0), { sampleRate: '44100' }, 'audio.sampleRate'],
  [Float32Array.of(0, 1, 2), { ...rate, channels: 2 }, 'audio.channels'],
  [Float32Array.of(0), { ...rate, channels: 0 }, 'audio.channels'],
  [Float32Array.of(0), { ...rate, format: 'mp3' }, 'audio.format'],
  [Float32Array.of(0), { ...rate, rate: 1 }, 'audio.rate'],
  [[Float32Array.of(0), Float32Array.of(0, 1)], rate, 'audio[1]'],
  [[Float32Array.of(0), 'x'], rate, 'audio[1]'],
  [Uint16Array.of(1), rate, 'audio'],
  [Uint8Array.of(1, 2, 3), rate, 'audio'],
  [new Float32Array(0), rate, 'audio'],
  [{ data: new Float32Array(8), shape: [2, 2, 2] }, rate, 'audio'],
  [null, rate, 'audio'],
  [5, rate, 'audio'],
  ['sound.mp3', rate, 'audio.sampleRate'],
  [Promise.resolve(), {}, 'audio'],
])('%p with %p is refused, naming %s', (data, options, field) => {
  expect(() => new Audio(data, options as AudioOptions)).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', field }),
  )
})
