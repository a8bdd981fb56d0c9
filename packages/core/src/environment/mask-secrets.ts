const MASK = '***'

// one test of the whole text keeps ordinary lines nearly free
const HINT =
  /secret|token|key|pass|pwd|credential|auth|sig|bearer|:\/\/|[sr]k[-_]|gh[pousr]_|github_pat|glpat-|hf_|npm_|gsk_|r8_|dop_v1|pypi-|xox|eyJ|AIza|A[KS]IA/i

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
// tried once per long word, which keeps the time linear
const SHAPED = new RegExp(String.raw`(?<![\w-])(?:${SHAPES.join('|')})`, 'g')
const PRIVATE_KEY = /(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)[\s\S]*?(-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g
const BEARER = /\b(bearer\s+)(?=\S*[\d._~+/=-])[\w.~+/=-]{8,}/gi
const AUTHORIZATION = /\b(authorization["']?\s*[:=]\s*["']?(?:[a-z]+\s+)?)[^\s"']+/gi
const URL_USER = /\b([a-z][a-z0-9+.-]{0,20}:\/\/)([^\s/?#"']+)@/gi

const COLOUR = String.raw`(?:\x1b\[[\d;]*m)*`
const VALUE = String.raw`"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[^\s"'&,;)}\]\x1b]+`
/** The name and sign of `NAME=value`, `name: value`, `"name": "value"`, `?name=value`. */
const NAMED = new RegExp(String.raw`(?<![\w.-])-{0,2}([A-Za-z_][\w.-]{0,80})(["']?)${COLOUR}\s*([=:])\s*${COLOUR}`, 'g')
/** The flag of `--name value` in a command line that is one text. */
const FLAGGED = /(?<![\w-])--?([A-Za-z][\w-]{0,80})\s+(?!-)/g
const VALUE_HERE = new RegExp(VALUE, 'y')

/** Replaces what looks like a secret by `***` and leaves every other character as it is. */
export function maskSecrets(text: string): string {
  if (!HINT.test(text)) return text
  let masked = text.replace(PRIVATE_KEY, `$1${MASK}$2`).replace(AUTHORIZATION, `$1${MASK}`).replace(BEARER, `$1${MASK}`)
  masked = masked.replace(URL_USER, (whole, scheme: string, user: string) => scheme + maskUser(whole, scheme, user))
  masked = masked.replace(SHAPED, MASK)
  masked = maskBehind(
    masked,
    NAMED,
    ([, name = '', quote, sign], start) => isSecretName(name) && !isProse(name, quote, sign, start),
  )
  return maskBehind(masked, FLAGGED, ([, name = '']) => isSecretName(name))
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

/** Masks the value that follows a match. A value that is no secret is searched itself: it may hold names and values. */
function maskBehind(text: string, names: RegExp, isSecret: (match: RegExpExecArray, start: string) => boolean): string {
  let masked = ''
  let done = 0
  for (const match of text.matchAll(names)) {
    const end = match.index + match[0].length
    if (match.index < done || !isSecret(match, text[end] ?? '')) continue
    VALUE_HERE.lastIndex = end
    const value = VALUE_HERE.exec(text)?.[0] ?? ''
    masked += text.slice(done, end) + maskValue(value)
    done = end + value.length
  }
  return masked + text.slice(done)
}

// "token: hello" in prose is no secret; "token": "…" and apiToken: … are
function isProse(name: string, quote: string | undefined, sign: string | undefined, start: string): boolean {
  return sign === ':' && quote === '' && splitName(name).length === 1 && start !== '"' && start !== "'"
}

function maskValue(value: string): string {
  if (/^(?:|true|false|null|none|undefined|\$\{?\w+\}?|\*+)$/i.test(value)) return value
  const quote = /^["']/.exec(value)?.[0] ?? ''
  return quote + MASK + quote
}

function maskUser(whole: string, scheme: string, user: string): string {
  // git@host and the like carry a name, not a secret
  const nameOnly = !user.includes(':') && !/^https?:/i.test(scheme)
  return nameOnly ? whole.slice(scheme.length) : `${MASK}@`
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
