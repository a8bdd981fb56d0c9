import { PatchBook } from './patch-book.ts'

type Add = (this: void, a: number, b: number) => number

class Calculator {
  factor = 1
  scaled(value: number): number {
    return value * this.factor
  }
}

function snapshot(target: object): object {
  return Object.fromEntries(Reflect.ownKeys(target).map(name => [name, Object.getOwnPropertyDescriptor(target, name)]))
}

function shout(target: object, name: string, heard: unknown[], book = new PatchBook()): PatchBook {
  book.patch<(...args: unknown[]) => unknown>(
    target,
    name,
    original =>
      function (this: unknown, ...args) {
        heard.push(args)
        return Reflect.apply(original, this, args)
      },
  )
  return book
}

test('trap 3: patch, unpatch, patch, unpatch leaves descriptors identical and hears each call once', () => {
  const target = { add: ((a, b) => a + b) as Add }
  Object.defineProperty(target, 'hidden', { value: () => 1, configurable: true, enumerable: false, writable: false })
  const before = snapshot(target)
  const heard: unknown[] = []
  for (let round = 0; round < 2; round++) {
    const book = shout(target, 'hidden', heard, shout(target, 'add', heard))
    expect(target.add(1, 2)).toBe(3)
    expect(Object.getOwnPropertyDescriptor(target, 'hidden')).toMatchObject({ enumerable: false, writable: false })
    book.restore()
    book.restore()
    expect(snapshot(target)).toEqual(before)
    expect(Object.getOwnPropertyDescriptor(target, 'add')?.value).toBe(
      (before as { add: PropertyDescriptor }).add.value,
    )
  }
  target.add(5, 5)
  expect(heard).toEqual([
    [1, 2],
    [1, 2],
  ])
})

test('an inherited method is patched on the object alone and the own property goes away again', () => {
  const heard: unknown[] = []
  const [patched, other] = [new Calculator(), new Calculator()]
  patched.factor = 3
  const book = shout(patched, 'scaled', heard)
  expect([patched.scaled(2), other.scaled(2)]).toEqual([6, 2])
  expect(heard).toEqual([[2]])
  book.restore()
  expect(Object.hasOwn(patched, 'scaled')).toBe(false)
})

test('the stand-in keeps name, length, statics and construction', () => {
  class Client {
    static version = '1.0'
    readonly key: string
    constructor(key: string) {
      this.key = key
    }
  }
  const library = { Client }
  const book = new PatchBook()
  book.patch(library, 'Client', original => original)
  expect(library.Client).not.toBe(Client)
  expect([library.Client.name, library.Client.length, library.Client.version]).toEqual(['Client', 1, '1.0'])
  expect(new library.Client('k')).toBeInstanceOf(Client)
  book.restore()
  expect(library.Client).toBe(Client)
})

test('what another library wrapped over us stays, and our part of it falls silent', () => {
  const target = { add: ((a, b) => a + b) as Add }
  const heard: unknown[] = []
  const book = shout(target, 'add', heard)
  const ours = target.add
  const theirs: Add = (a, b) => ours(a, b) * 10
  target.add = theirs
  expect(target.add(1, 1)).toBe(20)
  book.restore()
  expect(target.add).toBe(theirs)
  expect(target.add(1, 1)).toBe(20)
  expect(heard).toHaveLength(1)
})

test.each([
  ['the older first', [0, 1]],
  ['the newer first', [1, 0]],
])('two books over one function, %s let go: the original comes back', (_, order) => {
  const add: Add = (a, b) => a + b
  const target = { add }
  const heard: unknown[] = []
  const books = [shout(target, 'add', heard), shout(target, 'add', heard)]
  target.add(1, 2)
  expect(heard).toHaveLength(2)
  for (const index of order) books[index]?.restore()
  expect(target.add).toBe(add)
})

test.each([
  ['a value that is no function', { at: 1 }, 'Only functions'],
  ['an accessor', Object.defineProperty({}, 'at', { get: () => () => 1, configurable: true }), 'accessor'],
  ['a read-only property', Object.freeze({ at: () => 1 }), 'read-only'],
  ['a sealed object without it', Object.preventExtensions(Object.create({ at: () => 1 }) as object), 'sealed'],
])('%s is refused with the reason', (_, target, reason) => {
  expect(() => new PatchBook().patch(target, 'at', original => original)).toThrow(reason)
})

test('what is no function is taken back, too, the last first, and once', () => {
  const book = new PatchBook()
  const undone: string[] = []
  for (const name of ['first', 'second']) book.onRestore(() => undone.push(name))
  expect(book.size).toBe(2)
  book.restore()
  book.restore()
  expect(undone).toEqual(['second', 'first'])
  expect(book.size).toBe(0)
})
