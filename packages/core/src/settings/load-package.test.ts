import { execFileSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'

const source = (file: string): string => JSON.stringify(pathToFileURL(`${__dirname}/${file}`).href)

/** The lazily loaded packages that a fresh process holds after it resolved settings from `environment` alone. */
function loadedBy(environment: object): string[] {
  const program = `
    import { createRequire } from 'node:module'
    const { resolveSettings } = await import(${source('resolve-settings.ts')})
    const { nodeFileSystem: fileSystem } = await import(${source('../ports/node-file-system.ts')})
    const input = { environment: ${JSON.stringify(environment)}, workingFolder: '/nonexistent', homeFolder: '/nonexistent', fileSystem }
    if (resolveSettings(input).settings.mode === undefined) throw new Error('nothing was resolved')
    const paths = Object.keys(createRequire(import.meta.url).cache)
    console.log(JSON.stringify(['valibot', 'yaml'].filter(name => paths.some(path => path.includes('/node_modules/' + name + '/')))))`
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }),
  ) as string[]
}

test('a start without settings loads no schema library, a setting does', () => {
  expect(loadedBy({})).toEqual([])
  expect(loadedBy({ SEETRAIN_MODE: 'offline' })).toEqual(['valibot'])
})
