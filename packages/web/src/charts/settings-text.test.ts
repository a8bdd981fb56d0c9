import { parseRange, parseSmoothing, rangeText } from './settings-text.ts'

describe('chart settings in an address', () => {
  it('reads what it wrote', () => {
    const range = { from: -1.5, to: 2e6 }
    expect(parseRange(rangeText(range))).toEqual(range)
    expect(rangeText(undefined)).toBeUndefined()
    expect(parseSmoothing('ema:0.6')).toEqual({ name: 'ema', strength: 0.6 })
  })

  it.each(['5', '5~5', '9~1', 'a~b', '', undefined])('takes the zoom %p for none', text =>
    expect(parseRange(text)).toBeUndefined(),
  )

  it.each(['ema', 'ema:2', 'ema:x', 'cubic:0.5', undefined])('takes the smoothing %p for none', text =>
    expect(parseSmoothing(text).name).toBe('none'),
  )
})
