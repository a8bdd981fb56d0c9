export * from '@seetrain/core'
