import { nearest, squeeze } from './framework-id.ts'

test.each(['pytorch_lightning', 'pytorch-lightning', 'pytorchLightning', 'PyTorch Lightning'])(
  '%s is one id',
  spelling => {
    expect(squeeze(spelling)).toBe('pytorchlightning')
  },
)

test.each([
  ['acelerate', 'accelerate'],
  ['pytorch_lightening', 'pytorch_lightning'],
  ['tf', undefined],
  ['tfsj', 'tfjs'],
  ['something_else', undefined],
])('nearest to %s is %s', (typed, expected) => {
  expect(nearest(typed, ['accelerate', 'tfjs', 'pytorch_lightning', 'mmengine'])).toBe(expected)
})

test('of two candidates the closer one is suggested', () => {
  expect(nearest('kerass', ['keras_tuner', 'kerras', 'keras'])).toBe('keras')
})
