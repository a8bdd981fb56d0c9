// npm run setup:tfjs-node [-- --gpu]: tfjs-node with an addon that is compiled here against the TensorFlow of a pip
// wheel, because the vendor's own download is not to be relied on. The tests beside tfjs-node take it from where it lies.
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './workspace/command.mjs'
import { Failure, runScript } from './workspace/failure.mjs'
import { installNpmPeer, npmPeerFolder } from './workspace/npm-peers.mjs'
import { showProgress } from './workspace/progress.mjs'
import { root } from './workspace/root.mjs'

const TENSORFLOW = '2.21.0'
/** The wheels are the same libraries for each Python; one is named so that any Python can fetch it. */
const WHEEL_PYTHON = '3.11'
/** The version of Node-API that the addon asks for, and the folder in which tfjs-node looks for it. */
const NODE_API = '8'

const KINDS = {
  cpu: { peer: 'tfjs-node', package: 'tfjs-node', wheel: 'tensorflow_cpu' },
  gpu: { peer: 'tfjs-node-gpu', package: 'tfjs-node-gpu', wheel: 'tensorflow' },
}

await runScript(async () => {
  if (process.platform !== 'linux')
    throw new Failure('The addon is compiled for Linux alone.', 'Elsewhere install @tensorflow/tfjs-node itself.')
  const forGpu = process.argv.includes('--gpu')
  if (forGpu && !existsSync('/dev/nvidia0')) return console.log('This machine has no NVIDIA GPU; nothing is set up.')
  const kind = KINDS[forGpu ? 'gpu' : 'cpu']
  const folder = npmPeerFolder(kind.peer)
  const stamp = join(folder, 'installed.txt')
  const marks = `${kind.wheel} ${TENSORFLOW}\n`
  if (existsSync(stamp)) return console.log(`${kind.package} is there: ${folder}`)
  await installNpmPeer(kind.peer, { stamped: false })
  const wheel = join(folder, 'wheel')
  await showProgress(`Fetching TensorFlow ${TENSORFLOW}`, () => fetchWheel(kind.wheel, wheel))
  const home = join(folder, 'node_modules', '@tensorflow', kind.package)
  linkLibraries(join(wheel, 'tensorflow'), join(home, 'deps'))
  await showProgress('Compiling the addon', () => compile(home, join(folder, 'node_modules')))
  writeFileSync(stamp, marks)
})

/** Of the wheel only the libraries and headers are kept; it is seven times as large. */
async function fetchWheel(name, folder) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const asked = ['--no-deps', '--only-binary=:all:', '--python-version', WHEEL_PYTHON, '-d', folder]
  await runOrFail('python3', [
    '-m',
    'pip',
    'download',
    '-q',
    '--disable-pip-version-check',
    ...asked,
    `${name}==${TENSORFLOW}`,
  ])
  const wheel = join(
    folder,
    readdirSync(folder).find(file => file.endsWith('.whl')),
  )
  await runOrFail('python3', [join(root, 'scripts', 'workspace', 'extract_tensorflow.py'), wheel, folder])
  rmSync(wheel)
}

/** tfjs-node links against names of another version of TensorFlow; the functions that it calls are the same. */
function linkLibraries(tensorflow, deps) {
  rmSync(deps, { recursive: true, force: true })
  mkdirSync(join(deps, 'lib'), { recursive: true })
  symlinkSync(join(tensorflow, 'include'), join(deps, 'include'))
  const link = (file, ...names) => {
    for (const name of names) symlinkSync(join(tensorflow, file), join(deps, 'lib', name))
  }
  link('libtensorflow_cc.so.2', 'libtensorflow.so', 'libtensorflow.so.2', 'libtensorflow_cc.so.2')
  link('libtensorflow_framework.so.2', 'libtensorflow_framework.so', 'libtensorflow_framework.so.2')
}

async function compile(home, modules) {
  const out = join(home, 'lib', `napi-v${NODE_API}`)
  mkdirSync(out, { recursive: true })
  const sources = readdirSync(join(home, 'binding')).filter(file => file.endsWith('.cc'))
  await runOrFail('g++', [
    '-std=c++17',
    '-O2',
    '-fPIC',
    '-shared',
    `-DNAPI_VERSION=${NODE_API}`,
    ...[home, join(modules, 'node-api-headers', 'include'), join(home, 'deps', 'include')].map(path => `-I${path}`),
    ...sources.map(file => join(home, 'binding', file)),
    `-L${join(home, 'deps', 'lib')}`,
    '-ltensorflow',
    '-ltensorflow_framework',
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
    '-o',
    join(out, 'tfjs_binding.node'),
  ])
}

async function runOrFail(command, args) {
  const { code, output } = await runCommand(command, args)
  if (code !== 0) throw new Failure(`${command} failed.`, 'The end of what it said is above.', output)
}
