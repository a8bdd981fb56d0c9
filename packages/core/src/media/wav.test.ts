import fc from 'fast-check'
import { hasPython, runPython } from '../../../../test/media/python.ts'
import { itWhen } from '../../../../test/skip.ts'
import { encodeWav, readWavHeader, wavSize } from './wav.ts'

const read = (bytes: Uint8Array) =>
  readWavHeader((position, length) => bytes.subarray(position, position + length), bytes.length)
const body = (bytes: Uint8Array, start: number): ArrayBuffer => Uint8Array.from(bytes.subarray(start)).buffer
const shape = { sampleRate: fc.integer({ min: 1, max: 192_000 }), channels: fc.integer({ min: 1, max: 4 }) }

test('int16 samples come back bit for bit', () => {
  fc.assert(
    fc.property(fc.int16Array(), sound => {
      const bytes = encodeWav({ samples: sound, sampleRate: 8000, channels: 1 }, 'int16', 'int16')
      expect(new Int16Array(body(bytes, 44))).toEqual(sound)
    }),
  )
})

test('int32 samples come back bit for bit', () => {
  fc.assert(
    fc.property(fc.int32Array(), sound => {
      const bytes = encodeWav({ samples: sound, sampleRate: 8000, channels: 1 }, 'int32', 'int32')
      expect(new Int32Array(body(bytes, 44))).toEqual(sound)
    }),
  )
})

test('float32 samples come back bit for bit', () => {
  fc.assert(
    fc.property(fc.float32Array({ noNaN: true }), sound => {
      const bytes = encodeWav({ samples: sound, sampleRate: 8000, channels: 1 }, 'float32', 'float32')
      expect(new Float32Array(body(bytes, 58))).toEqual(sound)
    }),
  )
})

test('the header says rate, channels and length', () => {
  fc.assert(
    fc.property(
      fc.record(shape),
      fc.integer({ min: 0, max: 50 }),
      fc.constantFrom('int16', 'int32', 'float32'),
      ({ sampleRate, channels }, frames, format) => {
        const samples = new Float32Array(frames * channels)
        const bytes = encodeWav({ samples, sampleRate, channels }, format, 'float32')
        expect(bytes).toHaveLength(wavSize(samples.length, format))
        expect(read(bytes)).toEqual({ sampleRate, channels, duration: frames / sampleRate })
      },
    ),
  )
})

test('floats fill the range of int16, beyond it they stay at its ends, NaN is silence', () => {
  const samples = [0, 1, -1, 0.5, 2, -2, Infinity, -Infinity, NaN]
  const bytes = encodeWav({ samples, sampleRate: 8000, channels: 1 }, 'int16', 'float32')
  expect([...new Int16Array(body(bytes, 44))]).toEqual([0, 32767, -32768, 16384, 32767, -32768, 32767, -32768, 0])
})

test('a header that is cut short anywhere is no header, and never an exception', () => {
  const bytes = encodeWav({ samples: [0, 0], sampleRate: 8000, channels: 1 }, 'int16', 'int16')
  for (let length = 0; length < 44; length++) expect(read(bytes.subarray(0, length))).toBeUndefined()
})

const READER = `
import sys, io, wave, json, struct
with wave.open(io.BytesIO(sys.stdin.buffer.read())) as w:
    raw = w.readframes(w.getnframes()); width = w.getsampwidth()
    code = {2: 'h', 4: 'i'}[width]
    print(json.dumps({'rate': w.getframerate(), 'channels': w.getnchannels(), 'width': width, 'frames': w.getnframes(),
      'samples': list(struct.unpack('<%d%s' % (len(raw) // width, code), raw))}))`

itWhen(hasPython, 'python3 is not installed')("Python's wave module reads int16 and int32", () => {
  for (const [format, width, top] of [
    ['int16', 2, 2 ** 15 - 1],
    ['int32', 4, 2 ** 31 - 1],
  ] as const) {
    const bytes = encodeWav({ samples: [0, 1, 0, -1], sampleRate: 44_100, channels: 2 }, format, 'float32')
    expect(runPython(READER, bytes)).toEqual({
      rate: 44_100,
      channels: 2,
      width,
      frames: 2,
      samples: [0, top, 0, -top - 1],
    })
  }
})
