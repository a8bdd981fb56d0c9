// node hub-process.ts <folder .seetrain> <port>: a hub as `seetrain serve` starts it, until it is told to end.
import { startHub } from '@seetrain/hub'

const hub = await startHub({ home: process.argv[2]!, mode: 'server', port: Number(process.argv[3]) })
process.once('SIGTERM', () => void hub.close())
