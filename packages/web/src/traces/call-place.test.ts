import { parsePlace, placeText } from './call-place.ts'

describe('calls in addresses', () => {
  it('come back as they were, whatever their ids hold', () => {
    const place = { runId: 'run-1', traceId: 'a/b?c', spanId: 'ü %2F' }
    expect(parsePlace(placeText(place))).toEqual(place)
  })

  it.each(['', 'a', 'a/b', 'a/b/', 'a/b/c/d', 'a/b/%E0%A4%A'])('takes %j for none', text =>
    expect(parsePlace(text)).toBeUndefined(),
  )
})
