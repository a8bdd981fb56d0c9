import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSink, type Sink } from '@seetrain/core'
import * as seetrain from 'seetrain'
import { SMTPServer } from 'smtp-server'

interface Mail {
  from: string
  to: string[]
  user: unknown
  text: string
}

describe('the sink email, and a mail server', () => {
  let folder: string
  let server: SMTPServer
  let mails: Mail[]
  /** What the server answers to a sender; it takes the mail when there is nothing. */
  let refusal: Error | undefined

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'seetrain-email-'))
    mails = []
    refusal = undefined
    server = new SMTPServer({
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      onAuth({ username, password }, _session, callback) {
        if (username === 'me' && password === 'pass word') callback(null, { user: username })
        else callback(new Error('wrong password'))
      },
      onMailFrom(_address, _session, callback) {
        callback(refusal)
      },
      onData(stream, { envelope, user }, callback) {
        const pieces: Buffer[] = []
        stream.on('data', (piece: Buffer) => pieces.push(piece))
        stream.on('end', () => {
          const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
          const text = Buffer.concat(pieces).toString()
          mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), user, text })
          callback()
        })
      },
    })
    server.listen(0, '127.0.0.1')
    await once(server.server, 'listening')
  })
  afterEach(async () => {
    await new Promise<void>(resolve => server.close(resolve))
    rmSync(folder, { recursive: true, force: true })
  })

  const address = (login: string): string =>
    `smtp://${login}@127.0.0.1:${(server.server.address() as AddressInfo).port}`
  const sinkTo = (login = 'me:pass%20word', options: object = {}): Sink =>
    createSink({
      id: 'email',
      url: address(login),
      from: 'hub@example.org',
      to: 'a@example.org, b@example.org',
      ...options,
    } as {
      id: string
    })
  const start = (sink: Sink): seetrain.Run =>
    seetrain.init({
      dir: folder,
      project: 'mnist',
      experimentName: 'dense',
      sinks: [sink],
      settings: { captureConsole: false, captureEnvironment: false, systemMonitor: false, maxRetries: 0 },
    })

  it('sends what happened to everybody who is named', async () => {
    const run = start(sinkTo())
    run.log({ 'val/acc': 0.9375 })
    await run.finish({ state: 'failed', error: new Error('out of memory') })
    expect(run.stats().sinks['email']).toMatchObject({ failures: 0, poisoned: 0 })
    expect(mails).toMatchObject([{ from: 'hub@example.org', to: ['a@example.org', 'b@example.org'], user: 'me' }])
    const { text } = mails[0]!
    expect(text).toMatch(/^Message-ID: <[\da-f]{32}@seetrain>$/im)
    expect(text).toMatch(/^Auto-Submitted: auto-generated/im)
    expect(text).toMatch(/^Subject: =\?UTF-8\?/im)
    for (const line of ['Error: out of memory', 'val/acc: 0.9375', 'project: mnist']) expect(text).toContain(line)
  })

  it('says why the server does not take a mail, keeps it, and its password to itself', async () => {
    const run = start(sinkTo('me:wrong'))
    await run.finish()
    const { lastError, poisoned } = run.stats().sinks['email']!
    expect(lastError).toMatch(/the mail server did not take a message: .*535/)
    expect(lastError).not.toContain('me:wrong')
    expect(poisoned).toBe(0)
    await seetrain.syncRun(run.dir, [() => sinkTo()])
    expect(mails).toHaveLength(1)
  })

  it('sends later what the server put off', async () => {
    refusal = Object.assign(new Error('try again later'), { responseCode: 451 })
    const run = start(sinkTo())
    await run.finish()
    expect(run.stats().sinks['email']?.lastError).toContain('451 try again later')
    refusal = undefined
    await seetrain.syncRun(run.dir, [() => sinkTo()])
    expect(mails).toHaveLength(1)
  })

  it('does not let a name make further headers or addresses', async () => {
    const run = start(sinkTo())
    run.alert('x\r\nBcc: c@example.org')
    await run.finish()
    expect(mails).toHaveLength(2)
    expect(mails[0]!.to).toEqual(['a@example.org', 'b@example.org'])
    const [head] = mails[0]!.text.split('\r\n\r\n')
    expect(head).not.toMatch(/^Bcc:/im)
  })

  it('says what is missing', () => {
    expect(() => sinkTo('me:x', { to: 5 })).toThrow('sink email, option "to"')
    expect(() => sinkTo('me:x', { cc: 'a@example.org' })).toThrow('There is no such option')
  })
})
