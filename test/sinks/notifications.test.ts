import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSink, type Run, type Sink } from '@seetrain/core'
import * as seetrain from 'seetrain'
import { ChatServer, type Answer, type Told } from './chat-server.ts'

const SECRET = 'SEC 秘密'

let folder: string
let chat: ChatServer
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seetrain-notifications-'))
  chat = await ChatServer.start()
})
afterEach(async () => {
  await chat.close()
  rmSync(folder, { recursive: true, force: true })
})

function start(sink: Sink, settings: object = {}): Run {
  return seetrain.init({
    dir: folder,
    project: 'mnist',
    experimentName: 'dense <64> & co',
    id: 'run-1',
    tags: ['night'],
    sinks: [sink],
    settings: { captureConsole: false, captureEnvironment: false, systemMonitor: false, retryDelayMs: 1, ...settings },
  })
}

const make = (id: string, options: object = {}): Sink => createSink({ id, ...options })

/** A run that alerts once and fails. */
async function failingRun(sink: Sink): Promise<Run> {
  const run = start(sink)
  run.log({ loss: 0.123456789, 'val/acc': Number.NaN })
  run.alert('Loss rises', { text: 'since <step> 5', level: 'warning', step: 5 })
  await run.finish({ state: 'failed', error: new RangeError('out of memory') })
  return run
}

/** What each service checks, as its documentation says it, and how it says yes. */
const SERVICES: {
  [id: string]: { options(): object; yes: Answer; check(told: Told): void; texts(told: Told): string }
} = {
  slack: {
    options: () => ({ url: `${chat.url}/services/T/B/x` }),
    yes: { body: 'ok' },
    check({ path, body }) {
      expect(path).toBe('/services/T/B/x')
      const [attachment] = body['attachments'] as {
        color: string
        blocks: { text: { type: string; text: string } }[]
      }[]
      expect(attachment!.color).toMatch(/^#[\da-f]{6}$/)
      expect(attachment!.blocks[0]!.text.type).toBe('mrkdwn')
      // a name must not become a mention or a link
      expect(JSON.stringify(body)).not.toMatch(/<(?:64|step)/)
    },
    texts: ({ body }) => JSON.stringify(body).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  },
  discord: {
    options: () => ({ url: `${chat.url}/api/webhooks/1/x` }),
    yes: { status: 204 },
    check({ body }) {
      expect(body['allowed_mentions']).toEqual({ parse: [] })
      const [embed] = body['embeds'] as { color: number; timestamp: string; fields: { value: string }[] }[]
      expect(new Date(embed!.timestamp).getTime()).toBeGreaterThan(0)
      for (const { value } of embed!.fields) expect(value).not.toBe('')
    },
    texts: ({ text }) => text,
  },
  telegram: {
    options: () => ({ url: chat.url, token: '12:AB', chat: '@runs', thread: 7 }),
    yes: { body: { ok: true, result: {} } },
    check({ path, body }) {
      expect(path).toBe('/bot12:AB/sendMessage')
      expect(body).toMatchObject({ chat_id: '@runs', message_thread_id: 7, parse_mode: 'HTML' })
      expect(String(body['text']).replaceAll(/<\/?(?:b|code)>/g, '')).not.toMatch(/[<>]/)
    },
    texts: ({ body }) =>
      String(body['text'])
        .replaceAll(/<\/?(?:b|code)>/g, '')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&'),
  },
  feishu: {
    options: () => ({ url: `${chat.url}/open-apis/bot/v2/hook/x`, secret: SECRET, keyword: 'SeeTrain' }),
    yes: { body: { code: 0, msg: 'success', data: {} } },
    check({ body }) {
      const { timestamp, sign, msg_type: type, content } = body as { [name: string]: string }
      expect(sign).toBe(createHmac('sha256', `${timestamp}\n${SECRET}`).update('').digest('base64'))
      expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(3600)
      expect(type).toBe('post')
      const { zh_cn: post } = (content as unknown as { post: { zh_cn: { title: string } } }).post
      expect(post.title).toMatch(/^SeeTrain /)
    },
    texts: ({ text }) => text,
  },
  dingtalk: {
    options: () => ({ url: `${chat.url}/robot/send?access_token=x`, secret: SECRET }),
    yes: { body: { errcode: 0, errmsg: 'ok' } },
    check({ path, body }) {
      const { searchParams } = new URL(path, chat.url)
      const time = searchParams.get('timestamp')!
      expect(searchParams.get('access_token')).toBe('x')
      expect(searchParams.get('sign')).toBe(createHmac('sha256', SECRET).update(`${time}\n${SECRET}`).digest('base64'))
      expect(path).not.toContain(' ')
      expect(body).toMatchObject({ msgtype: 'markdown', markdown: { title: expect.any(String) } })
    },
    texts: ({ text }) => text,
  },
  wecom: {
    options: () => ({ url: `${chat.url}/cgi-bin/webhook/send?key=x` }),
    yes: { body: { errcode: 0, errmsg: 'ok' } },
    check({ body }) {
      const { content } = body['markdown'] as { content: string }
      expect(body['msgtype']).toBe('markdown')
      expect(Buffer.byteLength(content)).toBeLessThanOrEqual(4096)
    },
    texts: ({ text }) => text,
  },
  webhook: {
    options: () => ({
      url: `${chat.url}/hook`,
      secret: `whsec_${Buffer.from(SECRET).toString('base64')}`,
      headers: { 'x-team': 'a' },
    }),
    yes: { status: 202 },
    check({ headers, text, body }) {
      const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${text}`
      expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', SECRET).update(signed).digest('base64')}`)
      expect(headers['x-team']).toBe('a')
      expect(body).toMatchObject({
        type: expect.stringMatching(/^run\./),
        data: { run: { id: 'run-1', project: 'mnist' } },
      })
    },
    texts: ({ text }) => text,
  },
}

describe.each(Object.keys(SERVICES))('the sink %s', id => {
  const { options, yes, check, texts } = SERVICES[id]!

  it('tells alerts and the end in the form that the service checks', async () => {
    chat.answer = () => yes
    const run = await failingRun(make(id, { ...options(), link: 'https://runs.example.org/{id}' }))
    expect(run.stats().sinks[id]).toMatchObject({ failures: 0, poisoned: 0 })
    expect(chat.told).toHaveLength(2)
    for (const told of chat.told) {
      expect(told.headers['content-type']).toMatch(/^application\/json/)
      check(told)
      expect(told.text).toContain('https://runs.example.org/run-1')
    }
    expect(texts(chat.told[0]!)).toContain('Loss rises')
    expect(texts(chat.told[0]!)).toContain('since <step> 5')
    const end = texts(chat.told[1]!)
    for (const word of ['dense <64> & co failed', 'RangeError: out of memory', '0.123457', 'NaN', 'mnist'])
      expect(end).toContain(word)
  })

  it('cuts what is longer than the service takes', async () => {
    chat.answer = () => yes
    const run = start(make(id, options()))
    run.alert(`T${'x'.repeat(300)}`, { text: '日🔑'.repeat(4000), level: 'error' })
    await run.finish()
    expect(run.stats().sinks[id]).toMatchObject({ failures: 0, poisoned: 0 })
    const [told] = chat.told
    check(told!)
    if (id !== 'webhook') expect(told!.text.length).toBeLessThan(20_000)
    expect(told!.text).not.toContain('\\ud83d…')
  })
})

/** Answers by which services refuse: a word of the reason, and whether the message itself is at fault. */
const REFUSALS: [id: string, answer: Answer, word: string, poisons: boolean][] = [
  ['slack', { status: 404, body: 'no_service' }, 'no_service', false],
  ['slack', { status: 400, body: 'invalid_blocks' }, 'invalid_blocks', true],
  ['discord', { status: 400, body: { code: 50035, message: 'Invalid Form Body' } }, 'Invalid Form Body', true],
  ['discord', { status: 404, body: { code: 10015, message: 'Unknown Webhook' } }, 'Unknown Webhook', false],
  [
    'telegram',
    { status: 400, body: { ok: false, error_code: 400, description: 'Bad Request: chat not found' } },
    'chat not found',
    false,
  ],
  [
    'telegram',
    { status: 400, body: { ok: false, description: "Bad Request: can't parse entities" } },
    'parse entities',
    true,
  ],
  ['feishu', { body: { code: 19021, msg: 'sign match fail' } }, 'sign match fail (19021)', false],
  ['feishu', { body: { code: 9499, msg: 'Bad Request' } }, 'Bad Request', true],
  ['dingtalk', { body: { errcode: 310000, errmsg: 'keywords not in content' } }, 'keywords not in content', false],
  ['dingtalk', { body: { errcode: 40035, errmsg: 'bad param' } }, 'bad param', true],
  ['wecom', { body: { errcode: 93000, errmsg: 'invalid webhook url' } }, 'invalid webhook url', false],
  ['wecom', { body: { errcode: 45002, errmsg: 'content size out of limit' } }, 'content size', true],
  ['webhook', { status: 500, body: 'oh' }, '500: oh', false],
]

it.each(REFUSALS)('%s: %j is read', async (id, answer, word, poisons) => {
  const { options, yes } = SERVICES[id]!
  let refusals = 0
  chat.answer = () => (refusals++ === 0 ? answer : yes)
  const run = start(make(id, { ...options(), on: ['finished', 'alert'] }), { maxRetries: 1 })
  run.alert('hello')
  await run.finish()
  const { lastError, poisoned } = run.stats().sinks[id]!
  expect(lastError).toContain(word)
  expect(lastError).not.toContain('access_token')
  expect(poisoned).toBe(poisons ? 1 : 0)
  // the one that is set aside does not stop the next; any other is told after all
  expect(chat.told).toHaveLength(poisons ? 2 : 3)
})

describe('every sink that tells people', () => {
  const hook = (options: object = {}): Sink => make('webhook', { url: chat.url, ...options })
  const types = (): unknown[] => chat.told.map(({ body }) => body['type'])

  it('tells only what it was asked for', async () => {
    const run = start(hook({ on: ['failed'] }))
    run.alert('x')
    await run.finish()
    expect(types()).toEqual([])
  })

  it('counts alerts that are too many, and always tells the end', async () => {
    const run = start(hook({ perMinute: 2 }))
    for (let i = 0; i < 6; i++) run.alert(`alert ${i}`)
    await run.finish()
    expect(types()).toEqual(['run.alert', 'run.alert', 'run.finished'])
    expect(chat.told[2]!.body).toMatchObject({ data: { facts: { 'alerts that were too many to tell': '4' } } })
  })

  it('waits as long as it is asked to', async () => {
    let asked = 0
    chat.answer = () => (asked++ === 0 ? { status: 429, headers: { 'retry-after': '0' } } : {})
    const run = start(hook())
    await run.finish()
    expect(types()).toEqual(['run.finished', 'run.finished'])
    expect(run.stats().sinks['webhook']).toMatchObject({ failures: 0 })
  })

  it('tells the rest of a batch, and not all of it, after a failure', async () => {
    let asked = 0
    chat.answer = () => (++asked === 2 ? { status: 502 } : {})
    const run = start(hook(), { maxRetries: 1 })
    run.alert('one')
    run.alert('two')
    await run.finish()
    const titles = chat.told.map(({ body }) => (body['data'] as { title: string }).title.slice(3))
    expect(titles.slice(0, 3).map(title => title.trim())).toEqual(['one', 'two', 'two'])
    expect(chat.told[1]!.headers['webhook-id']).toBe(chat.told[2]!.headers['webhook-id'])
  })

  it('fills a template', async () => {
    const body = {
      text: 'Run {{run.name}} of {{run.project}}: {{event}}',
      acc: '{{metrics.val/acc}}',
      tags: ['{{run.tags}}'],
      none: '{{nothing.here}}',
    }
    const run = start(hook({ body }))
    run.log({ 'val/acc': 0.75 })
    await run.finish()
    expect(chat.told[0]!.body).toEqual({
      text: 'Run dense <64> & co of mnist: finished',
      acc: 0.75,
      tags: [['night']],
      none: null,
    })
  })

  it('tells the metrics that its route lets through', async () => {
    const run = start(hook({ keys: ['val/*'] }))
    run.log({ loss: 1, 'val/acc': 0.5 })
    await run.finish()
    expect(chat.told[0]!.body).toMatchObject({ data: { metrics: { 'val/acc': 0.5 } } })
    expect(chat.told[0]!.text).not.toContain('loss')
  })

  it('keeps its address out of what is written down', async () => {
    chat.answer = () => ({ status: 403, body: 'no' })
    const run = start(hook({ url: `${chat.url}/very-secret` }), { maxRetries: 0 })
    await run.finish()
    expect(run.stats().sinks['webhook']?.lastError).toContain('403: no')
    const files = ['run.json', 'journal.bin'].map(name => readFileSync(join(run.dir, name), 'latin1')).join('')
    expect(files + String(run.stats().sinks['webhook']?.lastError)).not.toContain('very-secret')
  })

  it.each([
    ['slack', { url: 'not one' }, 'option "url"'],
    ['slack', { on: ['ended'] }, 'finished, failed, killed, alert'],
    ['slack', { perMinute: 0 }, 'from 1'],
    ['slack', { channel: '#a' }, 'There is no such option. It has: url, on, perMinute, link.'],
    ['telegram', { thread: 'a' }, 'number of the topic'],
    ['webhook', { body: 'x' }, '{{…}}'],
  ])('%s refuses %j', (id, options, remedy) => {
    expect(() => make(id, options)).toThrow(remedy)
  })

  it.each(['slack', 'telegram', 'email'])('%s says which variable is missing', async id => {
    const run = start(make(id), { maxRetries: 0 })
    await run.finish()
    expect(run.stats().sinks[id]?.lastError).toMatch(/or set [A-Z]+_[A-Z]+/i)
  })
})
