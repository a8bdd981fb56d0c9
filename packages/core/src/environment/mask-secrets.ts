import { mapLongWords } from './long-words.ts'
import { flaggedValues, namedValues, type ValuePlace } from './value-places.ts'

const MASK = '***'

/** Texts of this length are worth one look at the whole: most words and lines hold nothing that a secret needs. */
const SHORT = 200
const HINT = /[=:@-]|[\w.]{15}|bearer/i

/** Secrets that are recognised by their own shape, whatever stands around them. */
const SHAPES = [
  String.raw`[sr]k[-_](?=[\w-]{0,60}\d)[\w-]{16,}`,
  String.raw`gh[pousr]_[A-Za-z0-9]{20,}`,
  String.raw`github_pat_\w{20,}`,
  String.raw`glpat-[\w-]{20,}`,
  String.raw`(?:hf|npm|gsk|r8|dop_v1)_[A-Za-z0-9]{20,}`,
  String.raw`pypi-[\w-]{30,}`,
  String.raw`xox[abeoprs]-[\w-]{10,}`,
  String.raw`AIza[\w-]{30,}`,
  String.raw`A[KS]IA[A-Z0-9]{16}\b`,
  String.raw`eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+`,
]
/** Of letters, digits, dots, dashes and underscores. */
const SHORTEST_SHAPE = 15
// tried once per long word, which keeps the time linear
const SHAPED = new RegExp(String.raw`(?<![\w-])(?:${SHAPES.join('|')})`, 'g')
const PRIVATE_KEY = /(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)[\s\S]*?(-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g
const BEARER = /\b(bearer\s+)(?=\S*[\d._~+/=-])[\w.~+/=-]{8,}/gi
const AUTHORIZATION = /\b(authorization["']?\s*[:=]\s*["']?(?:[a-z]+\s+)?)[^\s"']+/gi
const URL_USER = /[^\s/?#"']+@/y
/** The last character before the longest scheme is looked at, too: a scheme begins where a word does. */
const URL_SCHEME = /\b[a-z][a-z0-9+.-]{0,20}$/i
const SCHEME_WITH_ONE_BEFORE = 22

const VALUE = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[^\s"'&,;)}\]\x1b]+/y

/** Replaces what looks like a secret by `***` and leaves every other character as it is. */
export function maskSecrets(text: string): string {
  if (text.length < SHORT && !HINT.test(text)) return text
  let masked = text
  if (masked.includes('-----BEGIN')) masked = masked.replace(PRIVATE_KEY, `$1${MASK}$2`)
  masked = masked.replace(AUTHORIZATION, `$1${MASK}`).replace(BEARER, `$1${MASK}`)
  if (masked.includes('@')) masked = maskUrlUsers(masked)
  masked = mapLongWords(masked, SHORTEST_SHAPE, word => word.replace(SHAPED, MASK))
  masked = maskValues(masked, namedValues(masked, isSecretName))
  return masked.includes('-') ? maskValues(masked, flaggedValues(masked, isSecretName)) : masked
}

/** Masks a command line that is already split: `--token` hides the argument behind it. */
export function maskArguments(commandLine: readonly string[]): string[] {
  return commandLine.map((argument, index) => {
    const before = /^--?([A-Za-z][\w-]*)$/.exec(commandLine[index - 1] ?? '')?.[1]
    const hidden = before !== undefined && isSecretName(before) && !argument.startsWith('-')
    return hidden ? MASK : maskSecrets(argument)
  })
}

/** Masks one environment variable or setting whose name is known. */
export function maskVariable(name: string, value: string): string {
  return isSecretName(name) && value !== '' ? MASK : maskSecrets(value)
}

/** Masks each of the values. One that is no secret is searched itself: it may hold names and values. */
function maskValues(text: string, places: Iterable<ValuePlace>): string {
  let masked = ''
  let done = 0
  for (const place of places) {
    if (place.start < done || isProse(place, text[place.value])) continue
    VALUE.lastIndex = place.value
    const value = VALUE.exec(text)?.[0] ?? ''
    masked += text.slice(done, place.value) + maskValue(value)
    done = place.value + value.length
  }
  return done === 0 ? text : masked + text.slice(done)
}

// "token: hello" in prose is no secret; "token": "…" and apiToken: … are
function isProse({ name, quoted, sign }: ValuePlace, first: string | undefined): boolean {
  return sign === ':' && !quoted && splitName(name).length === 1 && first !== '"' && first !== "'"
}

function maskValue(value: string): string {
  if (/^(?:|true|false|null|none|undefined|\$\{?\w+\}?|\*+)$/i.test(value)) return value
  const quote = /^["']/.exec(value)?.[0] ?? ''
  return quote + MASK + quote
}

/** `scheme://user@` in all its places. */
function maskUrlUsers(text: string): string {
  let masked = ''
  let done = 0
  for (let colon = text.indexOf('://'); colon >= 0; colon = text.indexOf('://', colon + 3)) {
    URL_USER.lastIndex = colon + 3
    const user = URL_USER.exec(text)?.[0]
    const scheme = user && URL_SCHEME.exec(text.slice(Math.max(0, colon - SCHEME_WITH_ONE_BEFORE), colon))?.[0]
    if (!scheme || isName(scheme, user)) continue
    masked += `${text.slice(done, colon + 3)}${MASK}@`
    done = colon + 3 + user.length
  }
  return done === 0 ? text : masked + text.slice(done)
}

// git@host and the like carry a name, not a secret
function isName(scheme: string, user: string): boolean {
  return !user.includes(':') && !/^https?$/i.test(scheme)
}

const ALWAYS = new Set(
  'password passwd passphrase secret secrets credential credentials apikey apitoken authtoken accesskey accesstoken secretkey privatekey signature sig'.split(
    ' ',
  ),
)
const WITH_A_WORD_BEFORE = new Set(['pwd', 'pass', 'auth'])
const KEY_OF = new Set(
  'access account api app auth client deploy encryption hmac license master private secret service shared signing ssh storage subscription'.split(
    ' ',
  ),
)
const NOT_A_SECRET_TOKEN = new Set(
  'additional bos class cls context end eos first image last mask max min new next num pad per prefix sep special start stop suffix unk'.split(
    ' ',
  ),
)

const NAME_HINT = /secret|token|key|pass|pwd|credential|auth|sig/i

/** Whether a name such as `WANDB_API_KEY`, `--hf-token` or `dbPassword` says that its value is secret. */
export function isSecretName(name: string): boolean {
  if (!NAME_HINT.test(name)) return false
  const words = splitName(name)
  const last = words.at(-1) ?? ''
  const before = words.at(-2)
  if (ALWAYS.has(last)) return true
  if (WITH_A_WORD_BEFORE.has(last)) return before !== undefined
  if (last === 'token') return before === undefined || !NOT_A_SECRET_TOKEN.has(before)
  if (last === 'key') return before !== undefined && (KEY_OF.has(before) || name === name.toUpperCase())
  return last === 'id' && before === 'key' && words.at(-3) === 'access'
}

function splitName(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(Boolean)
}
