/** A series as it came over the wire. Its columns lie in the answer's own memory. */
export interface DecodedSeries {
  runId: string
  key: string
  writer: string
  total: number
  from: number
  to: number
  form: 'points' | 'buckets'
  length: number
  columns: { [name: string]: Float64Array }
}

/** Reads the binary form of a series answer. Throws a `TypeError` for bytes that are none. */
export function decodeSeries(buffer: ArrayBuffer): { axis: string; series: DecodedSeries[] } {
  const magic = new TextDecoder().decode(buffer.slice(0, 4))
  if (magic !== 'STS1') throw new TypeError('series: the bytes are no series answer of this version.')
  const headLength = new DataView(buffer).getUint32(4, true)
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, headLength))) as {
    axis: string
    series: (Omit<DecodedSeries, 'columns'> & { columns: string[] })[]
  }
  let at = 8 + headLength
  const series = head.series.map(({ columns: names, ...words }) => {
    const columns: { [name: string]: Float64Array } = {}
    for (const name of names) {
      columns[name] = new Float64Array(buffer, at, words.length)
      at += words.length * 8
    }
    return { ...words, from: Number(words.from), to: Number(words.to), columns }
  })
  return { axis: head.axis, series }
}
