// Tests read the sources through the '@seetrain/source' export condition, so nothing has to be built first.
const esmOnly = [
  'cockatiel',
  'gifenc',
  'hyparquet',
  'hyparquet-writer',
  '@mistralai',
  'ai',
  '@ai-sdk',
  '@workflow',
  'zhipuai',
  'node-fetch',
  'fetch-blob',
  'formdata-polyfill',
  'data-uri-to-buffer',
  'zod',
  'eventsource-parser',
].join('|')

export default {
  testMatch: ['<rootDir>/packages/*/src/**/*.test.ts', '<rootDir>/test/**/*.test.ts'],
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@seetrain/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: [],
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly})/)`],
  // Python environments and builds lie in the cache: thousands of files, some of them packages that share a name
  modulePathIgnorePatterns: ['<rootDir>/packages/.*/dist/', '<rootDir>/.cache/'],
  transform: {
    '\\.[mc]?[jt]sx?$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', explicitResourceManagement: true, decorators: true },
          transform: { decoratorVersion: '2022-03' },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
}
