import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runFolder } from '@seetrain/core'

/** As much as the sink `hub` sends in one request. */
const STRETCH_BYTES = 4 * 1024 * 1024

/** Streams runs of one home to a hub, all at once, as their sinks would from the same machine. */
export async function sendJournals(home: string, runIds: readonly string[], url: string): Promise<void> {
  await Promise.all(runIds.map(id => sendJournal(readFileSync(join(runFolder(home, id), 'journal.bin')), id, url)))
}

async function sendJournal(journal: Uint8Array<ArrayBuffer>, id: string, url: string): Promise<void> {
  for (let offset = 0; offset < journal.length;) {
    const body = journal.subarray(offset, offset + STRETCH_BYTES)
    const digest = createHash('sha256').update(body).digest('base64')
    const response = await fetch(`${url}/api/v1/runs/${id}/journal?offset=${offset}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/vnd.seetrain.journal', 'content-digest': `sha-256=:${digest}:` },
      body,
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`PUT at ${offset}: ${response.status} ${text}`)
    offset = (JSON.parse(text) as { offset: number }).offset
  }
}
