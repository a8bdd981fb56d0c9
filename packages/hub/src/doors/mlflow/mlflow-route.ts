import type { FieldKinds, Fields, Given } from './wire/read-fields.ts'

/** A request of MLflow's REST API on its way to its handler. */
export interface MlflowRequest {
  given: Given
  /** What stands in the path for `:name`. */
  params: { readonly [name: string]: string }
  /** The pieces of a body that is no JSON. */
  pieces: () => AsyncIterable<Uint8Array>
  /** The fields that a handler asks for; throws what MLflow says of wrong ones. */
  fields<Wanted extends FieldKinds>(wanted: Wanted): Fields<Wanted>
}

/** An answer of its own, or what its JSON says. */
export type MlflowAnswer = object | Promise<object>
export type MlflowHandler = (request: MlflowRequest) => MlflowAnswer

/** Handlers by method and path below `mlflow/`: `GET runs/get`. A path that begins with a number is of that version alone. */
export interface MlflowRoutes {
  reads?: { readonly [methodAndPath: string]: MlflowHandler }
  writes?: { readonly [methodAndPath: string]: MlflowHandler }
}
