import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { itWhen } from '../skip.ts'
import { CommandLine } from './command-line.ts'

const line = new CommandLine()
let id = ''

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0
const inZsh = itWhen(has('zsh'), 'zsh is not installed')
const inFish = itWhen(has('fish'), 'fish is not installed')

beforeAll(async () => {
  const run = line.start({ project: 'mnist', experimentName: 'calm-otter' })
  await run.finish()
  id = run.id
  await line.start({ project: 'mnist', experimentName: 'two words; and $(more)' }).finish()
  mkdirSync(join(line.folder, 'elsewhere'))
  writeFileSync(join(line.folder, 'else.txt'), '')
})
afterAll(() => line.remove())

/** What bash offers for a line that ends where the key is pressed. */
async function offered(words: string): Promise<string[]> {
  const typed = words.split(' ').map(word => `'${word}'`)
  const script = [
    'seetrain completion bash > script.bash',
    `bash --norc --noprofile -c '
      seetrain() { ${line.commandWords} "$@"; }
      source ./script.bash
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
      _seetrain seetrain
      for word in "\${COMPREPLY[@]}"; do echo "$word"; done
    ' bash ${typed.join(' ')}`,
  ]
  const { code, stdout, stderr } = await line.shell(script.join('\n'))
  expect([code, stderr]).toEqual([0, ''])
  return stdout.split('\n').filter(word => word !== '')
}

describe('bash', () => {
  test.each([
    ['seetrain c', ['compare', 'completion']],
    ['seetrain show calm', ['calm-otter']],
    ['seetrain compare calm-otter calm', ['calm-otter']],
    ['seetrain ls --sta', ['--state']],
    ['seetrain ls --state f', ['finished', 'failed']],
    ['seetrain export calm-otter --format p', ['parquet']],
    ['seetrain export calm-otter -o els', ['else.txt', 'elsewhere']],
    ['seetrain ls --dir els', ['elsewhere']],
    ['seetrain sync els', ['elsewhere']],
    ['seetrain completion b', ['bash']],
    ['seetrain --dir elsewhere show calm', []],
    ['seetrain ls --project calm', []],
    ['seetrain show two', []],
  ])('%s', async (words, expected) => {
    expect((await offered(words)).sort()).toEqual([...expected].sort())
  })

  test('ids stand for runs whose names a shell would have to quote', async () => {
    const ids = await offered('seetrain show 0')
    expect(ids).toHaveLength(2)
    expect(ids).toContain(id)
  })
})

test('every command and every option of --help is in each script', async () => {
  const { stdout: help } = await line.run(['--help'])
  const commands = [...help.matchAll(/^ {2}([a-z]+) (?!.*display help for command)/gm)].map(match => match[1]!)
  expect(commands.length).toBeGreaterThan(12)
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, stdout, stderr } = await line.run(['completion', shell])
    expect([code, stderr]).toEqual([0, ''])
    for (const command of commands) expect(stdout).toMatch(new RegExp(`\\b${command}\\b`))
    for (const option of ['state', 'output', 'dry-run', 'job-type', 'dir']) expect(stdout).toContain(option)
    expect(stdout).not.toContain('undefined')
  }
})

inZsh('zsh understands its script', async () => {
  const { stdout } = await line.run(['completion', 'zsh'])
  writeFileSync(join(line.folder, 'script.zsh'), stdout)
  expect(await line.spawn('zsh', ['-n', 'script.zsh'], {})).toEqual({ code: 0, stdout: '', stderr: '' })
})

inFish('fish offers commands, runs and choices', async () => {
  const { stdout } = await line.run(['completion', 'fish'])
  writeFileSync(join(line.folder, 'script.fish'), stdout)
  const ask = async (words: string): Promise<string[]> => {
    const script = `function seetrain; ${line.commandWords} $argv; end; source script.fish; complete -C '${words}'`
    const { stdout: answer } = await line.spawn('fish', ['--no-config', '-c', script], {})
    return answer.split('\n').flatMap(row => (row === '' ? [] : [row.split('\t')[0]!]))
  }
  expect(await ask('seetrain comp')).toEqual(['compare', 'completion'])
  expect(await ask('seetrain show calm')).toEqual(['calm-otter'])
  expect((await ask('seetrain ls --state f')).sort()).toEqual(['failed', 'finished'])
})

test('without a shell it says which there are', async () => {
  expect(await line.run(['completion'])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'seetrain: completion: name your shell: bash, zsh, fish.\n',
  })
  expect((await line.run(['completion', 'tcsh'])).stderr).toContain('Allowed choices are bash, zsh, fish.')
})
