import { rate, type MonitorSource, type ReadText, type SampleValues } from './source.ts'

const SECTOR = 512
// made of other devices, or of memory
const NOT_A_DISK = /^(?:loop|ram|zram|dm-|md|sr|fd|nbd|drbd)\d*/

/** Bytes per second from and to all disks, counted at the whole disks and not again at their partitions. */
export class DiskTrafficSource implements MonitorSource {
  readonly name = 'disk traffic'
  readonly #readText: ReadText
  #before: { read: number; written: number } | undefined

  constructor(readText: ReadText) {
    this.#readText = readText
  }

  read(elapsedMs: number): SampleValues {
    const now = sumOfDisks(this.#readText('/proc/diskstats'))
    const before = this.#before
    this.#before = now
    return {
      ...rate('disk.read_bytes_per_second', before?.read, now.read, elapsedMs),
      ...rate('disk.written_bytes_per_second', before?.written, now.written, elapsedMs),
    }
  }
}

function sumOfDisks(text: string): { read: number; written: number } {
  const devices = text.split('\n').flatMap(line => {
    const [, , name = '', , , sectorsRead, , , , sectorsWritten] = line.trim().split(/\s+/)
    return name === '' || NOT_A_DISK.test(name)
      ? []
      : [{ name, read: Number(sectorsRead) * SECTOR, written: Number(sectorsWritten) * SECTOR }]
  })
  const names = new Set(devices.map(device => device.name))
  const disks = devices.filter(({ name }) => !isPartition(name, names))
  return {
    read: disks.reduce((sum, disk) => sum + disk.read, 0),
    written: disks.reduce((sum, disk) => sum + disk.written, 0),
  }
}

// sda1 of sda, nvme0n1p2 of nvme0n1; some virtual machines list xvda1 alone
function isPartition(name: string, names: ReadonlySet<string>): boolean {
  const disk = /^(.*?\d)p\d+$/.exec(name)?.[1] ?? /^(.*?\D)\d+$/.exec(name)?.[1]
  return disk !== undefined && names.has(disk)
}
