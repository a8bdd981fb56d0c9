import { maskEnvironment } from './mask-environment.ts'

test('secrets are masked wherever they stand, and nothing else is', () => {
  const sections = {
    command: {
      arguments: ['python', 'train.py', '--token', 'abc', '--lr', '0.1'],
      environment: { SEETRAIN_TOKEN: 'abc', OMP_NUM_THREADS: '2' },
    },
    git: { remote: 'https://me:abc@host/it.git', dirty: true, diff: '+api_key = "abcdef0123"\n', untracked: ['a b'] },
    host: { gpus: [{ name: 'A100', memoryBytes: 1 }], processors: 2 },
  }
  expect(maskEnvironment(sections)).toEqual({
    command: {
      arguments: ['python', 'train.py', '--token', '***', '--lr', '0.1'],
      environment: { SEETRAIN_TOKEN: '***', OMP_NUM_THREADS: '2' },
    },
    git: { remote: 'https://host/it.git', dirty: true, diff: '+api_key = "***"\n', untracked: ['a b'] },
    host: { gpus: [{ name: 'A100', memoryBytes: 1 }], processors: 2 },
  })
})
