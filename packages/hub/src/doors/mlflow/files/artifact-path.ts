import { invalidParameter } from '../wire/mlflow-error.ts'

const LONGEST_PATH = 1024
const MOST_DECODING = 10

/**
 * The path of an artifact below the root, as it came in an address or a parameter: decoded as often as it was encoded,
 * and refused when any of its forms leads elsewhere.
 */
export function artifactPath(given: string): string {
  const path = fullyDecoded(given)
  const parts = path.split('/')
  const isBad =
    path.length > LONGEST_PATH ||
    /[#\\\p{Cc}]/u.test(path) ||
    parts.includes('..') ||
    path.startsWith('/') ||
    /^[A-Za-z]:/.test(path) ||
    /^file:/i.test(path)
  if (isBad) throw invalidParameter('Invalid path')
  return parts.filter(part => part !== '' && part !== '.').join('/')
}

function fullyDecoded(given: string): string {
  let path = given
  for (let turn = 0; turn < MOST_DECODING; turn++) {
    const next = decoded(path)
    if (next === path) return path
    path = next
  }
  throw invalidParameter('Invalid path')
}

// a sign that only looks like the beginning of an escape stands for itself
function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
