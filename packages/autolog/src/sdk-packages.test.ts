import { PROVIDERS } from './definitions.ts'
import * as autolog from './index.ts'
import { AMBIENT_PACKAGES, SDK_PACKAGES, sdkOf } from './sdk-packages.ts'

test('names every package of every provider, and what turns it on', () => {
  const packages = PROVIDERS.flatMap(({ framework, package: name, others = [] }) =>
    [name, ...others.map(other => other.package)].map(package_ => [package_, framework]),
  )
  // the first that names a package has it: Zhipu's calls through the OpenAI SDK are that SDK's
  packages.reverse()
  const listed = Object.entries(SDK_PACKAGES).map(([name, [framework]]) => [name, framework])
  expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(packages))
  expect([...AMBIENT_PACKAGES]).toEqual(PROVIDERS.filter(({ ambient }) => ambient).map(provider => provider.package))
  for (const [, enable] of Object.values(SDK_PACKAGES)) expect(Object.keys(autolog)).toContain(enable)
})

test.each([
  ['openai', 'openai'],
  ['openai/index', 'openai'],
  ['openai/index.mjs', 'openai'],
  ['@anthropic-ai/sdk/client', '@anthropic-ai/sdk'],
  ['openai/realtime/ws', 'openai'],
  ['@mistralai/mistralai/core.js', '@mistralai/mistralai'],
  ['@mistralai/mistralai/funcs/chatComplete.js', undefined],
  ['ai', 'ai'],
  ['openai/resources/chat', undefined],
  ['ai/index', undefined],
  ['./openai', undefined],
  ['toString', undefined],
])('%s is a file with the class of %s', (specifier, name) => {
  expect(sdkOf(specifier)).toBe(name)
})
