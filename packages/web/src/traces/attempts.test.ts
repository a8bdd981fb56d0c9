import { attemptsOf } from './attempts.ts'

const attempt = (attributes: { [name: string]: string | number }) => ({
  name: 'seetrain.attempt',
  time: 1,
  attributes,
})

describe('attempts of a call', () => {
  it('says of each when it began, how long it took and how it ended', () => {
    const rows = attemptsOf([
      attempt({
        'seetrain.attempt.number': 1,
        'seetrain.attempt.offset_ms': 0.4,
        'seetrain.attempt.duration_ms': 120,
        'http.response.status_code': 429,
        'seetrain.attempt.retry_after_ms': 2000,
      }),
      attempt({ 'seetrain.attempt.number': 2, 'seetrain.attempt.offset_ms': 2121, 'error.type': 'timeout' }),
      attempt({ 'seetrain.attempt.number': 3, 'error.type': 'ECONNRESET', 'error.message': 'socket hang up' }),
      attempt({ 'seetrain.attempt.number': 4, 'http.response.status_code': 200 }),
    ])
    expect(rows).toMatchObject([
      { number: 1, began: '+0 ms', lasted: '120 ms', outcome: '429', isFailure: true, askedToWait: '2.00 s' },
      { number: 2, began: '+2.12 s', lasted: '–', outcome: 'timeout', isFailure: true, askedToWait: '–' },
      { outcome: 'ECONNRESET: socket hang up', isFailure: true },
      { number: 4, outcome: '200', isFailure: false },
    ])
  })

  it('passes over events of other kinds', () => {
    expect(attemptsOf([{ name: 'cache.miss', time: 1 }])).toEqual([])
    expect(attemptsOf(undefined)).toEqual([])
  })
})
