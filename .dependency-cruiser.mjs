// The direction of imports between the packages, and what may be loaded where. `npm run check` runs it.
const PACKAGES = ['adapters', 'autolog', 'core', 'hub', 'otlp', 'seetrain', 'sinks', 'trainer', 'vault', 'web']

/** Which packages of ours the sources of each may import. What is not named here may import none. */
const MAY_IMPORT = {
  adapters: ['core'],
  autolog: ['core'],
  hub: ['core', 'otlp'],
  otlp: ['core'],
  seetrain: PACKAGES.filter(name => name !== 'web'),
  sinks: ['core', 'otlp'],
  trainer: ['core'],
  vault: ['core'],
}

// frameworks, SDKs and servers: never loaded by an import at the top of a file
const OPTIONAL =
  '(^|node_modules/)(@tensorflow|openai|@anthropic-ai|onnxruntime-[a-z]+|express|fastify|ws|pg|@aws-sdk)(/|$)'
const TESTS = '\\.test\\.ts$'

const directions = PACKAGES.map(name => {
  const allowed = [name, ...(MAY_IMPORT[name] ?? [])].join('|')
  return {
    name: `direction-of-${name}`,
    severity: 'error',
    comment: 'The rooms of the house import in one direction; see ARCHITECTURE.md.',
    from: { path: `^packages/${name}/(src|bin)/`, pathNot: TESTS },
    to: { path: '^packages/', pathNot: `^packages/(${allowed})/` },
  }
})

export default {
  forbidden: [
    ...directions,
    {
      name: 'no-cycle',
      severity: 'error',
      comment: 'Files that import each other can only be understood together, and may see each other half loaded.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'shipped-code-imports-shipped-code',
      severity: 'error',
      comment: 'Only tests import tests, and what is in test/, bench/, examples/ and scripts/.',
      from: { path: '^packages/[^/]+/(src|bin)/', pathNot: TESTS },
      to: { path: `^(test|bench|examples|scripts)/|${TESTS}` },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      comment: 'The file or package does not exist.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      comment: 'Shipped code loads only what its own package.json names; otherwise it breaks for whoever installs it.',
      // the dashboard is shipped as one bundle, so what it is made of stays at home
      from: { path: '^packages/[^/]+/(src|bin)/', pathNot: [...[TESTS].flat(), '^packages/web/'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'optional-is-loaded-late',
      severity: 'error',
      comment: 'Frameworks, SDKs and servers are loaded when first used; their types come by `import type`.',
      from: { path: '^packages/(core|adapters|sinks|autolog|seetrain)/src/', pathNot: TESTS },
      to: { path: OPTIONAL, dependencyTypesNot: ['type-only'], dynamic: false },
    },
    {
      name: 'one-file-imports-tsyringe',
      severity: 'error',
      comment:
        'The container is the business of core/src/container.ts; code takes what it needs by constructor or options.',
      from: {
        path: '^packages/',
        pathNot: ['^packages/core/src/container\\.ts$', '^packages/core/src/contracts/tokens\\.ts$', TESTS],
      },
      to: { path: 'node_modules/(tsyringe|reflect-metadata)/' },
    },
    {
      name: 'one-folder-imports-cockatiel',
      severity: 'error',
      comment: 'Retries, breakers and timeouts come from core/src/resilience.',
      from: { path: '^packages/', pathNot: ['^packages/core/src/resilience/'] },
      to: { path: 'node_modules/cockatiel/' },
    },
  ],
  options: {
    // tests may import anything, and `using`, which they use, is not known to this parser
    doNotFollow: { path: ['node_modules', '/dist/', TESTS] },
    exclude: { path: ['/dist/'] },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@seetrain/source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
}
