import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../workspace/command.mjs'
import { nodePath, toolPath } from '../workspace/environment.mjs'
import { root } from '../workspace/root.mjs'

/** Packs each package as npm would publish it and looks at the archive: what its exports promise must be in it. */
export async function checkPackages() {
  const folder = mkdtempSync(join(tmpdir(), 'seetrain-packages-'))
  try {
    const complaints = []
    for (const name of publicPackages()) complaints.push(...(await checkPackage(name, folder)))
    return { code: complaints.length === 0 ? 0 : 1, output: complaints.join('\n') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function publicPackages() {
  return readdirSync(join(root, 'packages')).filter(name => {
    const manifest = join(root, 'packages', name, 'package.json')
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).private !== true
  })
}

async function checkPackage(name, folder) {
  const packed = await runCommand('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: join(root, 'packages', name),
  })
  const archive = packed.code === 0 ? readArchive(packed.output) : undefined
  if (archive === undefined) return [`packages/${name}: npm pack failed\n${packed.output}`]
  const complaints = strayFiles(archive.files).map(
    file => `packages/${name}: ${file} should not be published; see "files" in its package.json`,
  )
  const path = join(folder, archive.filename)
  for (const [tool, args] of [
    ['publint', ['run', path, '--strict']],
    ['attw', [path, '--profile', 'esm-only', '--no-emoji', '--no-color']],
  ]) {
    const { code, output } = await runCommand(nodePath(), [toolPath('.bin', tool), ...args])
    if (code !== 0) complaints.push(`packages/${name}: ${tool}\n${output}`)
  }
  return complaints
}

/** npm prints warnings before its JSON. */
function readArchive(output) {
  try {
    const printed = JSON.parse(output.slice(output.search(/^[[{]/m)))
    const archive = Array.isArray(printed) ? printed[0] : Object.values(printed)[0]
    return { filename: archive.filename, files: archive.files.map(({ path }) => path) }
  } catch {
    return undefined
  }
}

function strayFiles(files) {
  return files.filter(file => /\.test\.|\.tsbuildinfo$|\.fixture\.|(^|\/)fixtures\//.test(file))
}
