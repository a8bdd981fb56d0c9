import { rate, type MonitorSource, type ReadText, type SampleValues } from './source.ts'

// what these carry passes a real interface too, or never leaves the machine
const NOT_COUNTED =
  /^(?:lo|veth|docker|br-|virbr|ifb|cni|flannel|cali|cilium|dummy|bond|team|tun|tap|wg|tailscale|.*\.)/

/** Bytes per second over all network interfaces of the machine. */
export class NetworkSource implements MonitorSource {
  readonly name = 'network'
  readonly #readText: ReadText
  #before: { received: number; sent: number } | undefined

  constructor(readText: ReadText) {
    this.#readText = readText
  }

  read(elapsedMs: number): SampleValues {
    const now = sumOfInterfaces(this.#readText('/proc/net/dev'))
    const before = this.#before
    this.#before = now
    return {
      ...rate('network.received_bytes_per_second', before?.received, now.received, elapsedMs),
      ...rate('network.sent_bytes_per_second', before?.sent, now.sent, elapsedMs),
    }
  }
}

function sumOfInterfaces(text: string): { received: number; sent: number } {
  const sum = { received: 0, sent: 0 }
  for (const line of text.split('\n')) {
    const [, name, numbers] = /^\s*([^\s:|]+):\s*(.*)$/.exec(line) ?? []
    if (name === undefined || numbers === undefined || NOT_COUNTED.test(name)) continue
    const fields = numbers.split(/\s+/)
    sum.received += Number(fields[0])
    sum.sent += Number(fields[8])
  }
  return sum
}
