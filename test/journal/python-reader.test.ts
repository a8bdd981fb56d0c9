import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeWhen } from '../skip.ts'

const { vectors } = JSON.parse(readFileSync(join(__dirname, '../../docs/journal-format.vectors.json'), 'utf8')) as {
  vectors: { name: string; journal: string; records: unknown[]; lost: number }[]
}

describeWhen(spawnSync('python3', ['--version']).status === 0, 'python3 is not installed')(
  'a reader in another language, from the description alone',
  () => {
    let answers: unknown[]
    beforeAll(() => {
      const input = vectors.map(vector => vector.journal).join('\n')
      const output = execFileSync('python3', [join(__dirname, 'read_journal.py')], { input, encoding: 'utf8' })
      answers = output
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as unknown)
    })

    test.each(vectors.map((vector, index) => [vector.name, index] as const))('%s', (_, index) => {
      const { records, lost } = vectors[index]!
      expect(answers[index]).toEqual({ records, lost })
    })
  },
)
