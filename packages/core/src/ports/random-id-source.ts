import type { IdSource } from '../contracts/ports.ts'

const getRandomValues = <T extends Uint8Array | Uint16Array>(into: T): T => globalThis.crypto.getRandomValues(into)

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz'
const QUALITIES =
  'amber bold brisk calm clear crisp deep eager fair fleet fresh gentle glad golden keen kind lively lucid mellow misty nimble noble opal patient plain polar quick quiet rapid ruby sage silent silver sly smooth solar steady still subtle sunny swift tidal vivid warm wild wise'.split(
    ' ',
  )
const NOUNS =
  'anchor aspen badger beacon birch brook canyon cedar comet coral crane delta dune ember falcon fern field finch fjord forest glade harbor hawk heron island juniper lagoon lark lynx maple meadow mesa moon oak orbit otter pebble pine prairie quartz rain raven reef ridge river sparrow spruce summit thicket tide valley willow wren'.split(
    ' ',
  )

/** Ids of 18 letters: 10 for the millisecond, 8 random (40 bits), in an alphabet whose order is the order of time. */
export const randomIdSource: IdSource = {
  runId(now) {
    let time = ''
    for (let rest = now, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = CROCKFORD[rest % 32] + time
    return time + Array.from(getRandomValues(new Uint8Array(8)), byte => CROCKFORD[byte % 32]).join('')
  },
  runName() {
    const [quality = 0, noun = 0, number = 0] = getRandomValues(new Uint16Array(3))
    return `${QUALITIES[quality % QUALITIES.length]}-${NOUNS[noun % NOUNS.length]}-${number % 1000}`
  },
  hex: bytes => Array.from(getRandomValues(new Uint8Array(bytes)), byte => byte.toString(16).padStart(2, '0')).join(''),
}
