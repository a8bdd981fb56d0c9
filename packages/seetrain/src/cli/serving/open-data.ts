import { mkdirSync } from 'node:fs'
import { openHome, type PlaceOptions } from '../runs/open-home.ts'

export interface DataOptions extends PlaceOptions {
  data?: string
}

/** The folder `.seetrain` of a server. `--data` need not exist: a new server starts empty. */
export function openData({ data, ...place }: DataOptions): string {
  if (data !== undefined) mkdirSync(data, { recursive: true })
  return openHome(data === undefined ? place : { dir: data }).home
}
