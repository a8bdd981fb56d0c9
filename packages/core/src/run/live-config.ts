import type { Plain, PlainObject } from '../contracts/record.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { isPlainObject, setOwn, toPlain } from '../record/to-plain.ts'

export interface ConfigChange {
  set: PlainObject
  unset?: string[][]
}

type Container = PlainObject | Plain[]
type Change = (work: () => ConfigChange | undefined) => void
type Method = (...args: unknown[]) => unknown

/** Array methods that change the array. Each is one change, however many elements it moves. */
const CHANGING = new Set<unknown>([
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
  'copyWithin',
])

/**
 * A view of a config that records what is done to it: reading gives the present values, assigning or deleting a member
 * at any depth changes them. Assigning replaces; `updateConfig` is what merges.
 *
 * `change` gets each change as work to do now or not at all: it does it and returns what to record. The work throws,
 * with nothing changed, when a value can not be kept (a function, say).
 */
export function liveConfig(values: PlainObject, change: Change): PlainObject {
  return new LiveConfig(values, change).view(values, []) as PlainObject
}

class LiveConfig {
  readonly #values: PlainObject
  readonly #change: Change

  constructor(values: PlainObject, change: Change) {
    this.#values = values
    this.#change = change
  }

  view(target: Container, path: string[]): Container {
    return new Proxy(target as PlainObject, {
      get: (object, name, self) => this.#read(object, name, path, self),
      set: (object, name, value) => this.#write(name, member => this.#assign(object, member, value, path)),
      deleteProperty: (object, name) =>
        !Object.hasOwn(object, name) || this.#write(name, member => this.#remove(object, member, path)),
      defineProperty: (object, name, descriptor) =>
        'value' in descriptor && this.#write(name, member => this.#assign(object, member, descriptor.value, path)),
    })
  }

  #read(object: Container, name: string | symbol, path: string[], self: unknown): unknown {
    if (Array.isArray(object) && CHANGING.has(name)) return this.#changing(object, name as string, path, self)
    const value: unknown = Reflect.get(object, name, self)
    if (typeof name === 'symbol' || !Object.hasOwn(object, name)) return value
    if (isPlainObject(value) || Array.isArray(value)) return this.view(value, [...path, name])
    return copyOf(value)
  }

  #write(name: string | symbol, work: (member: string) => ConfigChange | undefined): boolean {
    if (typeof name === 'symbol') return false
    this.#change(() => work(name))
    return true
  }

  #assign(object: Container, name: string, value: unknown, path: string[]): ConfigChange | undefined {
    const plain = value === undefined ? null : toPlain(value, fieldOf([...path, name]))
    if (Array.isArray(object)) return this.#assignElement(object, name, plain, path)
    const before = Object.hasOwn(object, name) ? object[name] : undefined
    if (Object.is(before, plain)) return undefined
    setOwn(object, name, plain)
    const isWhole = isPlainObject(before) && isPlainObject(plain)
    return this.#changeBelow(object, path, {
      set: nest([...path, name], plain),
      ...(isWhole && { unset: [[...path, name]] }),
    })
  }

  #assignElement(array: Plain[], name: string, plain: Plain, path: string[]): ConfigChange | undefined {
    if (Object.is(Reflect.get(array, name), plain)) return undefined
    const fits = name === 'length' ? isIndexBelow(plain, array.length) : isIndexBelow(Number(name), array.length + 1)
    if (!fits) {
      throw new InvalidArgumentError(fieldOf([...path, name]), plain, 'An array has no gaps: make it longer with push.')
    }
    Reflect.set(array, name, plain)
    return this.#changeBelow(array, path)
  }

  #remove(object: Container, name: string, path: string[]): ConfigChange | undefined {
    if (Array.isArray(object)) return this.#assignElement(object, name, null, path)
    delete object[name]
    return this.#changeBelow(object, path, { set: {}, unset: [[...path, name]] })
  }

  // works on a copy, so that a refused element leaves the array as it was; elements become new objects, at new places
  #changing(array: Plain[], method: string, path: string[], self: unknown): Method {
    return (...args) => {
      const copy: Plain[] = [...array]
      const result = Reflect.apply(Reflect.get(copy, method) as Method, copy, args)
      this.#change(() => {
        const elements = toPlain(copy, fieldOf(path)) as Plain[]
        array.length = 0
        for (const element of elements) array.push(element)
        return this.#changeBelow(array, path)
      })
      return result === copy ? self : result
    }
  }

  /**
   * What to record when a container changed: inside an array the outermost array as a whole, else `own`. Nothing when the
   * container is no longer a part of the config.
   */
  #changeBelow(container: Container, path: string[], own?: ConfigChange): ConfigChange | undefined {
    let at: Plain | undefined = this.#values
    let array: { path: string[]; elements: Plain[] } | undefined
    for (const [depth, name] of path.entries()) {
      at = typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? (at as PlainObject)[name] : undefined
      if (array === undefined && Array.isArray(at)) array = { path: path.slice(0, depth + 1), elements: at }
    }
    if (at !== container) return undefined
    return array === undefined ? own : { set: nest(array.path, array.elements) }
  }
}

// changing these in place would go unnoticed
function copyOf(value: unknown): unknown {
  if (value instanceof Date) return new Date(value)
  return value instanceof Uint8Array ? value.slice() : value
}

function isIndexBelow(value: unknown, end: number): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < end
}

function fieldOf(path: string[]): string {
  return ['config', ...path].join('.')
}

function nest(path: string[], value: Plain): PlainObject {
  const set: PlainObject = {}
  let parent = set
  for (const name of path.slice(0, -1)) {
    const child: PlainObject = {}
    setOwn<Plain>(parent, name, child)
    parent = child
  }
  setOwn(parent, path.at(-1)!, value)
  return set
}
