import type { MediaItem, PlainObject } from '../contracts/record.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { AUDIO_FORMATS, checkBytes, sniff } from './file-format.ts'
import { Media, type MediaContext } from './media.ts'
import { readNumericArray, typedArrayKind } from './numeric-array.ts'
import { checkOptions, readChoice, readInteger, readNumber, readString, type Options } from './options.ts'
import { readBytes, readSource, withReader, type Source } from './source.ts'
import { checkSize, filesOf, mediaItem, storeBytes, storeSource } from './store.ts'
import { encodeWav, readWavHeader, wavSize, type SampleFormat, type Sound } from './wav.ts'

export interface AudioOptions {
  /** Samples per second. Needed for raw samples. */
  sampleRate?: number
  /** Of interleaved samples. Default 1. */
  channels?: number
  /** How samples are written. Default: integers as they came, floats as `int16`. */
  format?: SampleFormat
  caption?: string
}

const KNOWN = ['sampleRate', 'channels', 'format', 'caption'] as const
const MAX_RATE = 1_000_000
const ACCEPTED =
  'Pass samples with sampleRate, a list of channels, an AudioBuffer, or the bytes or path of a WAV, MP3, OGG or FLAC file.'

type Samples = Sound & { from: SampleFormat }

/** A sound: raw samples become WAV, files are kept as they are. */
export class Audio extends Media {
  readonly type = 'audio'
  readonly #sound: Samples | undefined
  readonly #source: Source | undefined
  readonly #format: SampleFormat
  readonly #caption: string | undefined

  constructor(data: unknown, options?: AudioOptions) {
    super()
    const checked = checkOptions('audio', options, KNOWN)
    this.#source = readSource('audio', data)
    checkBytes('audio', this.#source, AUDIO_FORMATS, ' Samples are Int16Array, Int32Array or floats.')
    if (this.#source) refuseSampleOptions(checked)
    else this.#sound = readSamples(data, checked)
    this.#format =
      readChoice('audio.format', checked.format, ['int16', 'int32', 'float32']) ?? this.#sound?.from ?? 'int16'
    if (this.#sound?.from === 'float32' && checked.format === undefined) this.#format = 'int16'
    this.#caption = readString('audio.caption', checked.caption)
  }

  encode(context: MediaContext): MediaItem[] {
    return [this.#sound ? this.#encodeSamples(context, this.#sound) : this.#keepFile(context, this.#source as Source)]
  }

  #encodeSamples(context: MediaContext, sound: Samples): MediaItem {
    const { samples, sampleRate, channels, from } = sound
    checkSize(context, 'audio', wavSize(samples.length, this.#format))
    const blob = storeBytes(context, 'audio', encodeWav(sound, this.#format, from), 'audio/wav')
    const duration = samples.length / channels / sampleRate
    const details = { format: 'wav', sampleRate, channels, duration, ...(from === 'float32' && countFlaws(samples)) }
    return mediaItem(blob, details, this.#caption)
  }

  #keepFile(context: MediaContext, source: Source): MediaItem {
    const value = source.kind === 'file' ? source.path : source.bytes
    const { format, header } = withReader('audio', source, filesOf(context), (read, size) => {
      const found = sniff('audio', read, AUDIO_FORMATS, value)
      return { format: found, header: found.name === 'wav' ? readWavHeader(read, size) : undefined }
    })
    const blob = storeSource(context, 'audio', source, format.mime)
    return mediaItem(blob, { format: format.name, ...header }, this.#caption)
  }
}

function refuseSampleOptions(options: Options): void {
  for (const name of ['sampleRate', 'channels', 'format']) {
    if (options[name] !== undefined) {
      throw new InvalidArgumentError(`audio.${name}`, options[name], 'It is for raw samples; a file says its own.')
    }
  }
}

function readSamples(data: unknown, options: Options): Samples {
  const object = (typeof data === 'object' && data !== null ? data : {}) as Options
  if (typeof object.getChannelData === 'function') return readAudioBuffer(data as AudioBufferLike)
  const isRawAudio = 'audio' in object && 'sampling_rate' in object
  const samples = isRawAudio ? object.audio : data
  const given = options.sampleRate ?? (isRawAudio ? object.sampling_rate : undefined)
  const sampleRate = readInteger('audio.sampleRate', given, 1, MAX_RATE)
  const read =
    Array.isArray(samples) && isListOfChannels(samples) ? interleave(samples) : readInterleaved(samples, options)
  if (sampleRate === undefined)
    throw new InvalidArgumentError('audio.sampleRate', given, 'Raw samples need the number of samples per second.')
  return { ...read, sampleRate }
}

/** The Web Audio class, as browsers and its Node ports have it. */
interface AudioBufferLike {
  sampleRate: number
  numberOfChannels: number
  getChannelData(channel: number): Float32Array
}

function readAudioBuffer(buffer: AudioBufferLike): Samples {
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, channel) => buffer.getChannelData(channel))
  const sampleRate = readNumber('audio.sampleRate', buffer.sampleRate, 1, MAX_RATE) as number
  return { ...interleave(channels), sampleRate: Math.round(sampleRate) }
}

function isListOfChannels(data: readonly unknown[]): boolean {
  return data.length > 0 && typeof data[0] === 'object'
}

function interleave(channels: readonly unknown[]): Omit<Samples, 'sampleRate'> {
  const arrays = channels.map((channel, index) => readChannel(`audio[${index}]`, channel))
  const frames = arrays[0]?.length ?? 0
  const samples = new Float64Array(frames * arrays.length)
  for (const [channel, array] of arrays.entries()) {
    if (array.length !== frames) {
      throw new InvalidArgumentError(
        `audio[${channel}]`,
        channels[channel],
        `Give it ${frames} samples, as the first channel has.`,
      )
    }
    for (let frame = 0; frame < frames; frame++) samples[frame * arrays.length + channel] = array[frame] as number
  }
  return { samples, channels: arrays.length, from: sampleFormat('audio[0]', channels[0]) }
}

function readChannel(field: string, channel: unknown): ArrayLike<number> {
  const array = readNumericArray(field, channel)
  if (array?.shape.length === 1) return array.data as ArrayLike<number>
  throw new InvalidArgumentError(field, channel, 'Pass the samples of one channel.')
}

/** Two dimensions are time and channels; of a sound's two lengths the shorter one is the channels. */
function readInterleaved(data: unknown, options: Options): Omit<Samples, 'sampleRate'> {
  const array = readBytes(data) ? undefined : readNumericArray('audio', data)
  if (!array || array.shape.length > 2 || array.data.length === 0)
    throw new InvalidArgumentError('audio', data, ACCEPTED)
  const [first = 0, second = 1] = array.shape
  const from = sampleFormat('audio', array.data)
  const flat = Float64Array.from(array.data as ArrayLike<number>)
  if (array.shape.length === 2 && first < second) {
    return interleaveRows(flat, first, second, from)
  }
  const channels = readInteger('audio.channels', options.channels, 1, 65_535) ?? second
  if (flat.length % channels !== 0) {
    throw new InvalidArgumentError(
      'audio.channels',
      channels,
      `${flat.length} samples can not be shared out among as many channels.`,
    )
  }
  return { samples: flat, channels, from }
}

function interleaveRows(
  flat: Float64Array,
  channels: number,
  frames: number,
  from: SampleFormat,
): Omit<Samples, 'sampleRate'> {
  const samples = flat.map((_, at) => flat[(at % channels) * frames + Math.floor(at / channels)] as number)
  return { samples, channels, from }
}

function sampleFormat(field: string, data: unknown): SampleFormat {
  const name = Object.prototype.toString.call(data)
  if (name === '[object Int16Array]') return 'int16'
  if (name === '[object Int32Array]') return 'int32'
  if (typedArrayKind(data) !== 'integer') return 'float32'
  throw new InvalidArgumentError(field, data, 'Pass samples as Int16Array, Int32Array or floats from -1 to 1.')
}

function countFlaws(samples: ArrayLike<number>): PlainObject {
  let clipped = 0
  let nan = 0
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] as number
    if (Number.isNaN(sample)) nan++
    else if (sample > 1 || sample < -1) clipped++
  }
  return { ...(clipped > 0 && { clipped }), ...(nan > 0 && { nan }) }
}
