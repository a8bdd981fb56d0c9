import { createHash } from 'node:crypto'
import { InvalidArgumentError, LazyModule, type PlainObject, type SinkDefinition, type SinkRun } from '@seetrain/core'
import { newsText, type News } from './notify/news.ts'
import { notificationOptions, NotificationSink, type NotificationOptions } from './notify/notification-sink.ts'
import { NotToldError } from './notify/not-told-error.ts'
import { isText } from './sink-options.ts'

export interface EmailSinkOptions extends NotificationOptions {
  /** The server: `smtps://user:password@mail.example.org` or `smtp://mail.example.org:587`. Default: `SMTP_URL`. */
  url?: string
  /** Who it comes from. */
  from?: string
  /** Who it goes to: one address, or several with commas between them. */
  to?: string
}

const LONGEST_TEXT = 20_000

/** Tells people by e-mail. Sends with nodemailer, which is loaded when there is something to tell. */
export class EmailSink extends NotificationSink {
  readonly id = 'email'
  readonly #nodemailer = new LazyModule<typeof import('nodemailer')>('nodemailer', { purpose: 'The sink email' })
  readonly #server: string
  readonly #from: string
  readonly #to: string

  constructor({ url, from, to, ...options }: EmailSinkOptions = {}) {
    super(options)
    this.#server = url ?? process.env['SMTP_URL'] ?? ''
    this.#to = to ?? process.env['SEETRAIN_EMAIL_TO'] ?? ''
    this.#from = from ?? process.env['SEETRAIN_EMAIL_FROM'] ?? this.#to
  }

  protected check(): void {
    if (!/^smtps?:\/\/./.test(this.#server))
      throw new InvalidArgumentError(
        'sink email, option "url"',
        undefined,
        'Give it, or set SMTP_URL, to smtps://user:password@mail.example.org.',
      )
    if (!this.#to.includes('@'))
      throw new InvalidArgumentError('sink email, option "to"', this.#to, 'Give an address, or set SEETRAIN_EMAIL_TO.')
  }

  protected async send(news: News, _run: SinkRun, signal: AbortSignal): Promise<void> {
    const transport = this.#nodemailer.load().createTransport(this.#server)
    const stop = (): void => transport.close()
    signal.addEventListener('abort', stop, { once: true })
    try {
      await transport.sendMail(this.#mail(news))
    } catch (error) {
      throw new NotToldError('the mail server', (error as Error).message, { cause: error })
    } finally {
      signal.removeEventListener('abort', stop)
      transport.close()
    }
  }

  #mail(news: News): object {
    // mail that comes twice is shown once by many programs
    const id = createHash('sha256').update(news.id).digest('hex').slice(0, 32)
    return {
      from: this.#from,
      to: this.#to,
      subject: news.title.replaceAll(/\s+/g, ' '),
      text: `${newsText(news, LONGEST_TEXT)}\n`,
      date: new Date(news.time),
      messageId: `<${id}@seetrain>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    }
  }
}

export const definition: SinkDefinition = {
  id: 'email',
  create: (options: PlainObject) =>
    new EmailSink(
      notificationOptions<Pick<EmailSinkOptions, 'url' | 'from' | 'to'>>('email', options, {
        url: isText('Give the server, such as smtps://user:password@mail.example.org.'),
        from: isText('Give an address.'),
        to: isText('Give an address, or several with commas between them.'),
      }),
    ),
}
