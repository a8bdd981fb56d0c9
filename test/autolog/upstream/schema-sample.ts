interface Schema {
  $ref?: string
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  properties?: { [name: string]: Schema }
  items?: Schema
}

/** So deep do schemas that hold themselves go. */
const DEEPEST = 6

/** A small value that a JSON schema allows: what a model would answer that is held to it. */
export function schemaSample(schema: unknown): unknown {
  return sample(schema as Schema, schema as Schema, 0)
}

function sample(schema: Schema, root: Schema, depth: number): unknown {
  if (schema.$ref !== undefined) return sample(resolve(schema.$ref, root), root, depth + 1)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const [choice] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? []
  if (choice) return sample(choice, root, depth)
  const type = Array.isArray(schema.type) ? schema.type[0] : (schema.type ?? (schema.properties && 'object'))
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, member]) => [name, sample(member, root, depth + 1)]),
      )
    case 'array':
      return depth > DEEPEST || !schema.items ? [] : [sample(schema.items, root, depth + 1)]
    case 'number':
    case 'integer':
      return 7
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return 'word'
  }
}

/** `#/$defs/Step`, by its path from the root. */
function resolve(reference: string, root: Schema): Schema {
  let at: unknown = root
  for (const name of reference.split('/').slice(1)) at = Object(at)[decodeURIComponent(name)] as unknown
  return at as Schema
}
