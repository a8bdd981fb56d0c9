import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const source = (file: string): string => JSON.stringify(pathToFileURL(`${__dirname}/${file}`).href)

/** Whether a fresh process holds the parser of YAML after it resolved its settings in this folder. */
function loadsYaml(workingFolder: string): boolean {
  const program = `
    import { createRequire } from 'node:module'
    const { resolveSettings } = await import(${source('resolve-settings.ts')})
    const { nodeFileSystem: fileSystem } = await import(${source('../ports/node-file-system.ts')})
    const input = { environment: {}, workingFolder: ${JSON.stringify(workingFolder)}, homeFolder: '/nonexistent', fileSystem }
    if (resolveSettings(input).settings.mode === undefined) throw new Error('nothing was resolved')
    const paths = Object.keys(createRequire(import.meta.url).cache)
    console.log(paths.some(path => path.includes('/node_modules/yaml/')))`
  return execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }) === 'true\n'
}

test('the parser of YAML is loaded for a file in YAML alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'seetrain-yaml-'))
  try {
    expect(loadsYaml(folder)).toBe(false)
    writeFileSync(join(folder, 'seetrain.config.yaml'), 'mode: offline')
    expect(loadsYaml(folder)).toBe(true)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
