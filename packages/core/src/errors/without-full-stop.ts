/** Words that stand within a sentence of ours, whose own full stop would be one too many. */
export function withoutFullStop(text: string): string {
  return text.replace(/\.$/, '')
}
