import { fitText, padText, plainText, textWidth } from './text-width.ts'

test.each([
  ['', 0],
  ['abc', 3],
  ['猫', 2],
  ['ｗｉｄｅ', 8],
  ['e\u0301', 1],
  ['🙂', 2],
  ['한글', 4],
  ['▁█·→', 4],
])('%j takes %d columns', (text, width) => {
  expect(textWidth(text)).toBe(width)
})

test.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'ab…'],
  ['猫猫猫', 4, '猫…'],
  ['猫猫', 4, '猫猫'],
  ['abc', 1, '…'],
  ['abc', 0, ''],
  ['abc', Infinity, 'abc'],
])('%j in %d columns is %j', (text, width, shown) => {
  expect(fitText(text, width)).toBe(shown)
})

test('padText fills up by columns, not by characters', () => {
  expect(padText('猫', 4)).toBe('猫  ')
  expect(padText('1', 3, 'right')).toBe('  1')
  expect(padText('long', 2)).toBe('long')
})

test('plainText leaves nothing that steers a terminal or turns the direction of text', () => {
  expect(plainText('a \n b\tc\u001B[2J\u0007\u009B\u202Ed')).toBe('a b c?[2J???d')
})
