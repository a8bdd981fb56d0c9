/**
 * Hears a promise on its way to whoever waits for it. To hear it beside them would be two reactions to one promise, and
 * then the stack of an error ends before the user's line; a rejection that nobody handles would seem handled, too.
 */
export function passOn<T>(
  promise: PromiseLike<T>,
  heard: (value: T) => void,
  failed: (error: unknown) => void,
): Promise<T> {
  return promise.then(
    value => {
      heard(value)
      return value
    },
    (error: unknown) => {
      failed(error)
      throw error
    },
  ) as Promise<T>
}
