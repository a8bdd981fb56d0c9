import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sinks } from './catalog.ts'

const ROOT = join(__dirname, '../../..')

describe('the catalog of sinks', () => {
  it('has the sinks of this package, each under its own id', () => {
    expect(Object.keys(sinks)).toEqual([
      'csv',
      'dingtalk',
      'discord',
      'email',
      'feishu',
      'hub',
      'jsonl',
      'memory',
      'mlflow',
      'otlp',
      'parquet',
      'slack',
      'telegram',
      'tensorboard',
      'wandb',
      'webhook',
      'wecom',
    ])
    for (const [id, load] of Object.entries(sinks))
      expect(load()(id === 'hub' ? { url: 'http://127.0.0.1:1' } : {})).toMatchObject({ id })
  })

  it('has a subpath for each, and for nothing that is not there', () => {
    const { exports } = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')) as { exports: object }
    const subpaths = Object.keys(exports).filter(path => path !== '.' && path !== './package.json')
    expect(subpaths).toEqual(Object.keys(sinks).map(id => `./${id}`))
  })

  it('is what the generator writes', () => {
    const check = (): string =>
      execFileSync(process.execPath, [join(ROOT, 'scripts/generate-catalogs.mjs'), '--check'], {
        encoding: 'utf8',
        stdio: 'pipe',
      })
    expect(check).not.toThrow()
  })
})
