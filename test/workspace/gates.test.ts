import { TemporaryWorkspace, type Outcome } from './temporary-workspace.ts'

const LIMIT_MS = 60_000
let workspace: TemporaryWorkspace

beforeEach(() => {
  workspace = new TemporaryWorkspace().withPackages()
})

afterEach(() => workspace.remove())

const check = (...gates: string[]): Promise<Outcome> => workspace.run('scripts/check.mjs', gates)

describe('npm run check', () => {
  it(
    'runs every gate that was asked for, also after one failed, and says each in one line',
    async () => {
      workspace.write('README.md', '[gone](docs/gone.md)')
      const { code, output, lastLine } = await check('links', 'lock')
      expect(output).toMatch(/✗ links .*\n {4}README.md:1: docs\/gone.md does not exist\n✓ lock /)
      expect({ code, lastLine }).toEqual({ code: 1, lastLine: '1 of 2 gates passed; failed: links' })
    },
    LIMIT_MS,
  )

  it('names the gates when asked for one that is not there', async () => {
    const { code, output } = await check('speling')
    expect(output).toContain('there is no gate speling')
    expect(output).toContain('types, lint, imports, unused')
    expect(code).toBe(1)
  })
})

describe('links', () => {
  it('follows files and headings, and leaves code and the web alone', async () => {
    workspace.write('docs/a.md', '# A page\n\n## What `run.log` takes\n\n## Twice\n\n## Twice\n')
    workspace.write(
      'README.md',
      [
        '[file](docs/a.md) [folder](docs) [heading](docs/a.md#what-runlog-takes) [second](docs/a.md#twice-1)',
        '[web](https://example.org/no) [here](#title) `[no](link.md)`',
        '```md\n[no](link.md)\n```',
        '# Title',
      ].join('\n\n'),
    )
    expect((await check('links')).lastLine).toBe('1 of 1 gates passed')
  })

  it.each([
    ['[a](b.md)', 'README.md:1: b.md does not exist'],
    ['\n[a](docs/a.md#nothing)', 'README.md:2: docs/a.md#nothing names a heading that is not there'],
    ['[a](../elsewhere.md)', 'leads out of the repository'],
    ['![picture](docs/a.png)', 'README.md:1: docs/a.png does not exist'],
  ])('complains about %j', async (page, complaint) => {
    workspace.write('docs/a.md', '# A page\n')
    workspace.write('README.md', page)
    expect((await check('links')).output).toContain(complaint)
  })
})

describe('lock', () => {
  it('refuses a lock file that names where packages come from', async () => {
    const lock = JSON.parse(workspace.read('package-lock.json'))
    lock.packages['node_modules/jest'].resolved = 'https://registry.example.org/jest.tgz'
    workspace.write('package-lock.json', JSON.stringify(lock))
    expect((await check('lock')).output).toContain(
      'package-lock.json: node_modules/jest names where it was downloaded from',
    )
  })

  it('refuses a lock file without the packages of other platforms, and completes it', async () => {
    const complete = JSON.parse(workspace.read('package-lock.json'))
    const lock = structuredClone(complete)
    const places = Object.keys(lock.packages).filter(place => /\/@swc\/core-(darwin|win32)/.test(place))
    for (const place of places) delete lock.packages[place]
    workspace.write('package-lock.json', JSON.stringify(lock))
    expect((await check('lock')).output).toContain('package-lock.json: node_modules/@swc/core-darwin-arm64')

    expect((await workspace.run('scripts/complete-lock.mjs')).output).toContain(`added ${places.length} packages`)
    expect((await check('lock')).code).toBe(0)
    const { cpu, os, version, optional } = JSON.parse(workspace.read('package-lock.json')).packages[
      'node_modules/@swc/core-darwin-arm64'
    ]
    expect({ cpu, os, optional }).toEqual({ cpu: ['arm64'], os: ['darwin'], optional: true })
    expect(version).toBe(complete.packages['node_modules/@swc/core'].version)
  })
})

describe('docs', () => {
  const ERROR =
    "/** Nothing fits. Said twice. */\nexport class MisfitError extends SeeTrainError {\n  constructor() {\n    super('MISFIT', 'x')\n  }\n}\n"

  it('fills regions from the code, and says when they are stale', async () => {
    workspace.write('packages/core/src/errors/misfit-error.ts', ERROR)
    workspace.write(
      'docs/a.md',
      '# A\n\n<!-- generated: errors -->\nold\n<!-- end -->\n\n<!-- generated: file packages/core/src/errors/misfit-error.ts -->\n<!-- end -->\n',
    )
    expect((await check('docs')).output).toContain('docs/a.md: a generated region is stale')

    await workspace.run('scripts/generate-docs.mjs')
    expect(workspace.read('docs/a.md')).toContain('| `MISFIT` | `MisfitError` | Nothing fits. |\n<!-- end -->')
    expect(workspace.read('docs/a.md')).toContain(`\`\`\`ts\n${ERROR}\`\`\`\n<!-- end -->`)
    expect((await check('docs')).code).toBe(0)
  })

  it.each([
    ['<!-- generated: nothing -->\n<!-- end -->\n', 'nothing generates a region "nothing"'],
    ['<!-- generated: errors -->\n', 'a generated region has no end'],
    ['<!-- generated: file packages/gone.ts -->\n<!-- end -->\n', 'packages/gone.ts does not exist'],
  ])('refuses %j', async (page, complaint) => {
    workspace.write('packages/core/src/errors/misfit-error.ts', ERROR)
    workspace.write('docs/a.md', page)
    const { code, output } = await workspace.run('scripts/generate-docs.mjs')
    expect(output).toContain(complaint)
    expect(code).toBe(1)
  })

  it('refuses an error without a doc comment or a literal code', async () => {
    workspace.write('packages/core/src/errors/misfit-error.ts', ERROR.replace("'MISFIT'", 'CODE'))
    workspace.write('docs/a.md', '<!-- generated: errors -->\n<!-- end -->\n')
    expect((await workspace.run('scripts/generate-docs.mjs')).output).toContain('no documented error with a code')
  })
})
