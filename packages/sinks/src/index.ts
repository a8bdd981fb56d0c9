export { sinks } from './catalog.ts'
