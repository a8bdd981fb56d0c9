/** A model as text: what it prints for itself, or its structure as JSON. */
export function modelText(model: unknown): string {
  if (typeof model === 'string') return model
  if (typeof model !== 'object' || model === null) return String(model)
  if (!('toJSON' in model) && hasOwnText(model)) return String(model)
  return JSON.stringify(model, undefined, 2)
}

function hasOwnText(value: object): boolean {
  return value.toString !== Object.prototype.toString && !Array.isArray(value)
}
