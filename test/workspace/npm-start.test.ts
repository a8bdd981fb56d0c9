import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { itWhen } from '../skip.ts'
import { root, TemporaryWorkspace, type Outcome } from './temporary-workspace.ts'

const LOCK = JSON.stringify({
  packages: {
    '': { name: 'workspace' },
    'node_modules/left': { version: '1.0.0' },
    'node_modules/elsewhere': { version: '1.0.0', optional: true, os: ['none'] },
    'packages/core': { version: '0.1.0' },
    'node_modules/@seetrain/core': { resolved: 'packages/core', link: true },
  },
})

// plays npm: notes how it was called and leaves what an installation leaves
const NPM = `echo "$*" >> npm-calls
[ -e npm-fails ] && { cat npm-fails >&2; exit 1; }
rm -rf node_modules
mkdir -p node_modules/@seetrain/core node_modules/node/bin node_modules/typescript/bin
cp package-lock.json node_modules/.package-lock.json
ln -s "$BROUGHT_NODE" node_modules/node/bin/node
echo "console.log('compiled by', process.execPath); process.exit(require('fs').existsSync('does-not-compile') ? 2 : 0)" > node_modules/typescript/bin/tsc`

const DEMO = `console.log('demo of', process.env.SEETRAIN_DIR, 'on', process.versions.node.split('.')[0] as string)\nprocess.exit(Number(process.env.DEMO_CODE ?? 0))\n`

// plays `seetrain ui`: listens until it is asked to end
const UI = `const { writeFileSync, existsSync } = require('node:fs')
if (existsSync('ui-fails')) { console.error('seetrain: no store'); process.exit(1) }
process.on('SIGTERM', () => { writeFileSync('ui-ended', ''); process.exit(0) })
console.log('listening on http://127.0.0.1:1234')
setInterval(() => {}, 1000)
`

let workspace: TemporaryWorkspace

beforeEach(() => {
  workspace = new TemporaryWorkspace({
    'package.json': '{}',
    'package-lock.json': LOCK,
    'packages/core/package.json': '{}',
    'examples/demo.ts': DEMO,
    'packages/seetrain/bin/seetrain.js': UI,
  })
  workspace.writeProgram('commands/npm', NPM)
})

afterEach(() => workspace.remove())

function start(
  args: string[] = ['--once'],
  env: Record<string, string> = {},
  node?: string,
  interruptAt?: string,
): Promise<Outcome> {
  const path = [join(workspace.path, 'commands'), process.env.PATH].join(delimiter)
  return workspace.run('scripts/start.mjs', args, {
    env: { PATH: path, BROUGHT_NODE: process.execPath, ...env },
    ...(node && { node }),
    ...(interruptAt && { interruptAt }),
  })
}

function npmCalls(): number {
  return existsSync(join(workspace.path, 'npm-calls')) ? workspace.read('npm-calls').trim().split('\n').length : 0
}

describe('npm start', () => {
  it('installs, builds, runs the demo and says where to look', async () => {
    const { code, output } = await start(['--once'])
    expect(output).toMatch(/✓ Installing packages: nothing is installed yet .*\n✓ Building packages .*\n[^]*\ndemo of /)
    expect(output).toContain(`Runs are kept in ${join(workspace.path, '.seetrain')}`)
    expect(code).toBe(0)
    expect(workspace.read('npm-calls')).toMatch(/^ci /)
  })

  it('needs no npm the second time', async () => {
    await start()
    workspace.write('npm-fails', 'npm error code ENOTFOUND')
    expect((await start()).code).toBe(0)
    expect(npmCalls()).toBe(1)
  })

  it('installs again when the lock file asks for another version', async () => {
    await start()
    workspace.write('package-lock.json', LOCK.replace('"1.0.0"', '"1.0.1"'))
    expect((await start()).output).toContain('package-lock.json asks for 1 other package')
    await start()
    expect(npmCalls()).toBe(2)
  })

  it('installs again when a link to a package of the workspace is gone', async () => {
    await start()
    workspace.write('package-lock.json', LOCK.replaceAll('@seetrain/core', '@seetrain/hub'))
    expect((await start()).output).toContain('✓ Installing packages')
  })

  it.each([
    ['npm error code ENOTFOUND', 'Connect to the network once'],
    ['npm error code EUSAGE', 'package.json and package-lock.json disagree'],
    ['npm error code ENOSPC', 'The disk is full'],
    ['npm error something else', 'npm ci failed'],
  ])('says what to do when npm says %p', async (said, remedy) => {
    workspace.write('npm-fails', said)
    const { code, output } = await start()
    expect(output).toContain(said)
    expect(output).toContain(remedy)
    expect(output).not.toMatch(/^ +at /m)
    expect(code).toBe(1)
  })

  it('says what the compiler said and does not run the demo', async () => {
    workspace.write('does-not-compile', '')
    const { code, output } = await start()
    expect(output).toContain('compiled by')
    expect(output).toMatch(/✗ Building packages[^]*The packages do not compile\./)
    expect(output).not.toContain('demo of')
    expect(code).toBe(1)
  })

  it('shows the dashboard before the demo trains, and ends it with --once', async () => {
    const { code, output } = await start()
    expect(output).toMatch(/Dashboard: +http:\/\/127\.0\.0\.1:1234 [^]*demo of /)
    expect(workspace.read('ui-ended')).toBe('')
    expect(code).toBe(0)
  })

  it('keeps the dashboard open until it is interrupted', async () => {
    const { code, output } = await start([], {}, undefined, 'Ctrl+C ends it')
    expect(output).toContain('The dashboard stays open at http://127.0.0.1:1234')
    expect(workspace.read('ui-ended')).toBe('')
    expect(code).toBe(0)
  })

  it('trains the demo when the dashboard does not start, and says why', async () => {
    workspace.write('ui-fails', '')
    const { code, output } = await start([])
    expect(output).toMatch(
      /The dashboard did not start; the demo trains without it\.\nseetrain: no store\n[^]*demo of /,
    )
    expect(code).toBe(0)
  })

  it('fails when the demo fails', async () => {
    const { code, output } = await start(['--once'], { DEMO_CODE: '3' })
    expect(output).toContain('The demo ended with exit code 3')
    expect(code).toBe(1)
  })

  it('keeps runs where SEETRAIN_DIR says', async () => {
    const elsewhere = join(workspace.path, 'elsewhere')
    expect((await start(['--once'], { SEETRAIN_DIR: elsewhere })).output).toContain(`demo of ${elsewhere}`)
  })

  it('refuses an argument that it does not know, before it installs', async () => {
    const { code, output } = await start(['--twice'])
    expect(output).toContain('unknown argument --twice')
    expect(code).toBe(1)
    expect(npmCalls()).toBe(0)
  })

  const oldNode = findOldNode()
  itWhen(oldNode !== undefined, 'no Node 20 is on the path')(
    'begins on Node 20 and goes on with the Node that was brought',
    async () => {
      const { code, output } = await start(['--once'], {}, oldNode)
      expect(output).toMatch(new RegExp(`demo of .* on ${process.versions.node.split('.')[0]}\\n`))
      expect(code).toBe(0)
    },
  )
})

function findOldNode(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(folder => !folder.startsWith(root))
  const nodes = folders.map(folder => join(folder, 'node')).filter(path => existsSync(path))
  return nodes.find(path => execFileSync(path, ['--version'], { encoding: 'utf8' }).startsWith('v20.'))
}
