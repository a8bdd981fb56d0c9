export { integrations } from './catalog.ts'
