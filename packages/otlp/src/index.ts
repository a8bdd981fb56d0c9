export {
  decodeAnswer,
  decodeError,
  decodeRequest,
  encodeAnswer,
  encodeError,
  encodeRequest,
  MEDIA_TYPES,
  type Encoding,
} from './codec.ts'
export type * from './messages.ts'
export { REJECTED } from './messages.ts'
export { fromNanos, toNanos } from './time.ts'
export { fromAnyValue, fromKeyValues, numberOf, toAnyValue, toKeyValues } from './values.ts'
