import { spellTags, type CommandShape } from './spell-tags.ts'

const option = (long: string, required: boolean) => ({ long, required })
const command = (name: string, options: CommandShape['options'], commands: CommandShape[] = []): CommandShape => ({
  name: () => name,
  options,
  commands,
})
const words = [option('--name', true), option('--notes', true), option('--json', false)]
const program = command('seetrain', [option('--dir', true)], [command('tag', words), command('ls', [])])

test.each([
  ['tag r +a -b', 'tag r +a --remove=b'],
  ['tag r -hard -Very -x', 'tag r --remove=hard --remove=Very --remove=x'],
  ['--dir tag tag r -b', '--dir tag tag r --remove=b'],
  ['tag -h', 'tag -h'],
  ['tag r --name -n -b', 'tag r --name -n --remove=b'],
  ['tag r --notes=-n --dir -d --json', 'tag r --notes=-n --dir -d --json'],
  ['tag r -- -b', 'tag r -- -b'],
  ['ls --tag -b', 'ls --tag -b'],
  ['rm tag -y', 'rm tag -y'],
  ['', ''],
])('%s → %s', (given, spelled) => {
  const line = given === '' ? [] : given.split(' ')
  expect(spellTags(line, program).join(' ')).toBe(spelled)
})
