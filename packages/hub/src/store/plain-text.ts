import { decodeRecord, encodeRecord, type RunRecord } from '@seetrain/core'

/** An object of plain values in the journal's JSON, which keeps what JSON lacks. */
export function encodePlain(value: object): string {
  return encodeRecord(value as RunRecord)
}

export function decodePlain<Kept>(text: string): Kept {
  return decodeRecord(text) as Kept
}

/** A copy that its owner may change. */
export function copyPlain<Kept extends object>(value: Kept): Kept {
  return decodePlain(encodePlain(value))
}
