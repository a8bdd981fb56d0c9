import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'

type AnyFunction = (...args: never[]) => unknown

interface Patch {
  target: object
  name: PropertyKey
  /** The own descriptor that was there; absent when the property was inherited. */
  before: PropertyDescriptor | undefined
  standIn: unknown
  live: boolean
}

/** Every stand-in of ours that may still sit on some object, by itself: what to go back to when it is found dead. */
const patchOf = new WeakMap<object, Patch>()

/**
 * Replaces functions on objects and puts them back exactly: the same descriptors, in reverse order, and only where
 * the replacement is still ours. A stand-in that another library wrapped in turn can not be removed; it then only
 * passes calls on.
 */
export class PatchBook {
  readonly #patches: Patch[] = []
  readonly #undos: (() => void)[] = []

  get size(): number {
    return this.#patches.length + this.#undos.length
  }

  /** Keeps how to take back something else than a replaced function: an entry in a library's own list of listeners. */
  onRestore(undo: () => void): void {
    this.#undos.push(undo)
  }

  /** Puts `wrap(original)` in the place of `target[name]`. Names, lengths, statics and `new` stay those of the original. */
  patch<F extends AnyFunction>(target: object, name: PropertyKey, wrap: (original: F) => F): void {
    const before = Object.getOwnPropertyDescriptor(target, name)
    const original = patchable<F>(target, name, before)
    const replacement = wrap(original)
    const patch: Patch = { target, name, before, standIn: undefined, live: true }
    const standIn = new Proxy(original, {
      apply: (_, self, args) => Reflect.apply(patch.live ? replacement : original, self, args),
    })
    patch.standIn = standIn
    patchOf.set(standIn, patch)
    const shape = before ?? { configurable: true, enumerable: false, writable: true }
    Object.defineProperty(target, name, { ...shape, value: standIn })
    this.#patches.push(patch)
  }

  restore(): void {
    for (const undo of this.#undos.splice(0).reverse()) undo()
    for (const patch of this.#patches.splice(0).reverse()) {
      patch.live = false
      if (Object.getOwnPropertyDescriptor(patch.target, patch.name)?.value === patch.standIn) putBack(patch)
    }
  }
}

function putBack(patch: Patch): void {
  let before = patch.before
  // what was there may itself be a stand-in that has died since
  for (let older = deadPatch(before); older; older = deadPatch(before)) before = older.before
  if (before) Reflect.defineProperty(patch.target, patch.name, before)
  else Reflect.deleteProperty(patch.target, patch.name)
}

function deadPatch(descriptor: PropertyDescriptor | undefined): Patch | undefined {
  const value: unknown = descriptor?.value
  const patch = typeof value === 'function' ? patchOf.get(value) : undefined
  return patch?.live === false ? patch : undefined
}

function patchable<F>(target: object, name: PropertyKey, own: PropertyDescriptor | undefined): F {
  const field = String(name)
  if (own && !own.configurable && !own.writable)
    throw new InvalidArgumentError(
      field,
      own.value ?? own.get,
      'It is read-only for good, so it can not be replaced. Patch the object that owns the method.',
    )
  if (own && !('value' in own))
    throw new InvalidArgumentError(field, own.get, 'It is an accessor. Patch the object that it returns.')
  if (!own && !Object.isExtensible(target))
    throw new InvalidArgumentError(field, target, 'The object is sealed. Patch its prototype.')
  const value: unknown = Reflect.get(target, name)
  if (typeof value !== 'function') throw new InvalidArgumentError(field, value, 'Only functions can be patched.')
  return value as F
}
