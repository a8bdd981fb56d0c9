import { integrations } from './catalog.ts'
import { autologIntegrations } from './definitions.ts'

it('the catalog names every SDK of the package and loads its definition', () => {
  expect(Object.keys(integrations).sort()).toEqual(Object.keys(autologIntegrations).sort())
  for (const [framework, load] of Object.entries(integrations))
    expect(load()).toMatchObject({ framework, mode: 'autolog' })
})
