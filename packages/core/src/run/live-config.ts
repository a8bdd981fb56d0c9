import type { Plain, PlainObject } from '../contracts/record.ts'
import { isPlainObject, setOwn, toPlain } from '../record/to-plain.ts'

export interface ConfigChange {
  set: PlainObject
  unset?: string[][]
}

/**
 * A view of a config that records what is done to it: reading gives the present values, assigning or deleting a member
 * at any depth calls `onChange`. Assigning replaces; `updateConfig` is what merges. `onProblem` gets what cannot be
 * kept (a function, say); the config then stays as it was.
 */
export function liveConfig(
  values: PlainObject,
  onChange: (change: ConfigChange) => void,
  onProblem: (error: unknown) => void,
): PlainObject {
  return view(values, [])

  function view(target: PlainObject | Plain[], path: string[]): PlainObject {
    return new Proxy(target as PlainObject, {
      get(object, name, receiver) {
        const value: unknown = Reflect.get(object, name, receiver)
        if (typeof name === 'symbol') return value
        if (isPlainObject(value) || Array.isArray(value)) return Object.hasOwn(object, name) ? view(value as PlainObject, [...path, name]) : value
        return value
      },
      set(object, name, value) {
        if (typeof name === 'symbol') return false
        guard(() => assign(object, name, value, path))
        return true
      },
      deleteProperty(object, name) {
        if (typeof name === 'symbol' || !Object.hasOwn(object, name)) return true
        delete object[name]
        guard(() => (Array.isArray(target) ? replaceArray(target, path) : onChange({ set: {}, unset: [[...path, name]] })))
        return true
      },
      defineProperty(object, name, descriptor) {
        if (typeof name === 'symbol' || !('value' in descriptor)) return false
        guard(() => assign(object, name, descriptor.value, path))
        return true
      },
    })
  }

  function assign(object: PlainObject, name: string, value: unknown, path: string[]): void {
    const isLength = Array.isArray(object) && name === 'length'
    const plain = value === undefined ? null : toPlain(value, ['config', ...path, name].join('.'))
    const before = Object.hasOwn(object, name) ? object[name] : undefined
    if (before === plain && (isLength || typeof plain !== 'object' || plain === null)) return
    if (isLength) Reflect.set(object, name, plain)
    else setOwn(object, name, plain)
    if (Array.isArray(object)) return replaceArray(object, path)
    const set = nest([...path, name], plain)
    onChange(isPlainObject(before) && isPlainObject(plain) ? { set, unset: [[...path, name]] } : { set })
  }

  function replaceArray(array: Plain[], path: string[]): void {
    // an array inside an array is told as part of the outermost one, which lies below an object
    let outermost = path
    let owner: Plain = values
    for (const [depth, name] of path.entries()) {
      owner = (owner as PlainObject)[name]!
      if (Array.isArray(owner)) {
        outermost = path.slice(0, depth + 1)
        array = owner
        break
      }
    }
    onChange({ set: nest(outermost, toPlain(array, ['config', ...outermost].join('.'))) })
  }

  function guard(change: () => void): void {
    try {
      change()
    } catch (error) {
      onProblem(error)
    }
  }
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
