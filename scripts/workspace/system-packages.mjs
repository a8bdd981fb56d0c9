import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runCommand } from './command.mjs'
import { showProgress } from './progress.mjs'

/** Programs of the system that tests use, and the Debian package that each comes in. */
const PROGRAMS = [
  { program: 'git', package: 'git', use: 'the tests of the git capture fail without it' },
  {
    program: 'python3',
    package: 'python3',
    use: 'files are checked with its standard library; those tests are skipped without it',
  },
  { program: 'chromium', package: 'chromium', use: 'the tests of the dashboard in a browser are skipped without it' },
]

/** Installs absent programs by apt where this user may, else says what is absent and how to get it. The tests run either way. */
export async function ensureSystemPackages() {
  if (absentPrograms().length === 0) return
  if (process.getuid?.() === 0 && isThere('apt-get')) await installByApt(absentPrograms())
  for (const { program, package: name, use } of absentPrograms()) {
    console.error(
      `${program} is not on the path: ${use}. Install it, on Debian or Ubuntu with: sudo apt-get install ${name}`,
    )
  }
}

function absentPrograms() {
  return PROGRAMS.filter(({ program }) => !isThere(program))
}

async function installByApt(programs) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const names = programs.map(({ package: name }) => name)
  await showProgress(`Installing ${names.join(', ')} by apt`, async () => {
    await runCommand('apt-get', ['update', '-q'], { env })
    await runCommand('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...names], { env })
  })
}

function isThere(program) {
  return (process.env.PATH ?? '').split(delimiter).some(folder => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
