import protobuf from 'protobufjs/light.js'
import { SCHEMA } from './schema.ts'

const LIST = /\[\]$/

const types = protobuf.Root.fromJSON({
  nested: Object.fromEntries(
    Object.entries(SCHEMA).map(([name, { fields, oneOf, optional = [] }]) => [
      name,
      {
        fields: Object.fromEntries(
          Object.entries(fields).map(([field, [type, id]]) => [
            field,
            { type: type.replace(LIST, ''), id, ...(LIST.test(type) && { rule: 'repeated' as const }) },
          ]),
        ),
        oneofs: {
          ...(oneOf && { value: { oneof: [...oneOf] } }),
          ...Object.fromEntries(optional.map(field => [`_${field}`, { oneof: [field] }])),
        },
      },
    ]),
  ),
})

/** A message of the schema as bytes. Ids are bytes in it already. */
export function encodeProtobuf(name: string, message: object): Uint8Array {
  const type = types.lookupType(name)
  return type.encode(type.fromObject(message)).finish()
}

/** Bytes as a message of the schema; numbers of 64 bits are texts. Throws for what is no such message. */
export function decodeProtobuf(name: string, bytes: Uint8Array): object {
  const type = types.lookupType(name)
  return type.toObject(type.decode(bytes), { longs: String })
}
