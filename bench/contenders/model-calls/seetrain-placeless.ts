import type { StartRecorder } from './recorder.ts'
import { record } from './seetrain.ts'

export const start: StartRecorder = async module => record(module, { codeLocation: false })
