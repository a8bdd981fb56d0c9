import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import { captureDiag } from '../diag.ts'
import type { Run } from '../contracts/run.ts'
import { AutologAdapter } from './autolog-adapter.ts'
import type { PatchBook } from './patch-book.ts'

/** Stands for an SDK: its methods are what users call. */
class Client {
  readonly prefix = '>'
  complete(prompt: string): string {
    if (prompt === '') throw new RangeError('empty prompt')
    return `${this.prefix} ${prompt.toUpperCase()}`
  }
  async embed(text: string): Promise<number> {
    return text.length
  }
}

type Complete = (this: Client, prompt: string) => string
type Embed = (this: Client, text: string) => Promise<number>

class ClientAutolog extends AutologAdapter {
  breaks = false

  constructor(run: Run) {
    super('client', {}, run)
  }

  protected override doPatch(patches: PatchBook): void {
    const guard = (work: () => void) => this.guard('client', work)
    const log = (values: Record<string, number>) => this.logPoints(values)
    patches.patch<Complete>(
      Client.prototype,
      'complete',
      original =>
        function (prompt) {
          guard(() => log({ prompt: prompt.length }))
          return original.call(this, prompt)
        },
    )
    if (this.breaks) throw new Error('this version of the client is not known')
    patches.patch<Embed>(
      Client.prototype,
      'embed',
      original =>
        function (text) {
          guard(() => log({ embedded: text.length }))
          return original.call(this, text)
        },
    )
  }
}

let runs: RunFolder
let autolog: ClientAutolog
let lines: string[]
let release: () => void
const originals = Object.getOwnPropertyDescriptors(Client.prototype)

beforeEach(() => {
  runs = new RunFolder()
  autolog = new ClientAutolog(runs.open())
  lines = []
  release = captureDiag(line => lines.push(line))
})

afterEach(async () => {
  autolog.disable()
  release()
  await runs.close()
})

test('enable listens, also to clients that exist already; the answer and the error are those of the library', async () => {
  const client = new Client()
  expect(autolog.enable().enabled).toBe(true)
  expect(client.complete('hi')).toBe('> HI')
  expect(() => client.complete('')).toThrow(new RangeError('empty prompt'))
  await expect(client.embed('four')).resolves.toBe(4)
  expect((await runs.points(autolog.run, 'prompt')).map(([, value]) => value)).toEqual([2, 0])
  expect(autolog.getStats()).toMatchObject({ mode: 'autolog', points: 3, failures: 0 })
})

test('trap 3: enable twice, disable twice, and again: one event per call, descriptors as they were', async () => {
  for (let round = 0; round < 3; round++) {
    autolog.enable().enable()
    new Client().complete('once')
    autolog.disable()
    autolog.disable()
    expect(Object.getOwnPropertyDescriptors(Client.prototype)).toEqual(originals)
    expect(Client.prototype.complete).toBe(originals.complete.value)
  }
  new Client().complete('unheard')
  expect(await runs.points(autolog.run, 'prompt')).toHaveLength(3)
})

test('trap 3: finish stops listening before the run is closed', async () => {
  autolog.enable()
  const finished = autolog.finish()
  new Client().complete('late')
  await finished
  expect(await runs.points(autolog.run, 'prompt')).toEqual([])
  expect(autolog.run.stats().rejected).toBe(0)
})

test('when wrapping fails half-way nothing stays wrapped, and the program goes on', () => {
  autolog.breaks = true
  expect(autolog.enable().enabled).toBe(false)
  expect(Client.prototype.complete).toBe(originals.complete.value)
  expect(autolog.getStats()).toMatchObject({ failures: 1, lastError: 'Error: this version of the client is not known' })
  expect(lines).toHaveLength(1)
})

test('using disables at the end of the block', () => {
  {
    using listening = autolog.enable()
    expect(listening.enabled).toBe(true)
  }
  expect(autolog.enabled).toBe(false)
})

test('it hands out no object, and says what to call', () => {
  expect(() => autolog.getCallback()).toThrow(
    'getCallback() does not fit, it is an integration of autolog mode. Use enable().',
  )
})
