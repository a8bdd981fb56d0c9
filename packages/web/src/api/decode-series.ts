/** A series as the hub sends it: columns of one length by name, laid over the answer's own memory. */
export interface DecodedSeries {
  runId: string
  key: string
  writer: string
  total: number
  form: 'points' | 'buckets'
  length: number
  columns: { [name: string]: Float64Array }
}

const MAGIC = 'STS1'

/**
 * Reads the binary answer of `/api/v1/series`: four letters, the length of the head, the head (JSON that names each series
 * and its columns), then the columns one after the other as 64-bit floats.
 */
export function decodeSeries(buffer: ArrayBuffer): DecodedSeries[] {
  const text = new TextDecoder()
  if (text.decode(buffer.slice(0, 4)) !== MAGIC) throw new TypeError('The hub sent no series that this page can read.')
  const headLength = new DataView(buffer).getUint32(4, true)
  const head = JSON.parse(text.decode(new Uint8Array(buffer, 8, headLength))) as {
    series: (Omit<DecodedSeries, 'columns'> & { columns: string[] })[]
  }
  let at = 8 + headLength
  return head.series.map(series => {
    const columns: DecodedSeries['columns'] = {}
    for (const name of series.columns) {
      columns[name] = new Float64Array(buffer, at, series.length)
      at += series.length * 8
    }
    return { ...series, columns }
  })
}
