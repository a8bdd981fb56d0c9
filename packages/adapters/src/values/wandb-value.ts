import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MediaOptions, MediaType } from '@seetrain/core'
import { imageOverlays, type WandbOverlays } from '../wandb/image-overlays.ts'

/** A medium as W&B writes it into a run's history. `path` leads to its file, from `root` where it is relative. */
export interface WandbValue extends WandbOverlays {
  _type: string
  path?: string
  caption?: string
  [detail: string]: unknown
}

const FILES: { [type: string]: MediaType } = {
  'image-file': 'image',
  'audio-file': 'audio',
  'video-file': 'video',
  'html-file': 'html',
  'object3D-file': 'object3d',
  'molecule-file': 'molecule',
}

/** `undefined` for what is no medium of W&B, or for one that this version does not know. */
export function fromWandb(value: WandbValue): { type: MediaType; data: unknown; options?: MediaOptions } | undefined {
  const caption = typeof value.caption === 'string' ? { caption: value.caption } : {}
  const { _type: kind } = value
  const type = FILES[kind]
  if (type && value.path) {
    const overlays = type === 'image' ? imageOverlays(value) : {}
    return { type, data: value.path, options: { ...caption, ...overlays } }
  }
  switch (kind) {
    case 'histogram':
      return { type: 'histogram', data: { counts: value['values'], edges: value['bins'] } }
    case 'images/separated':
      return { type: 'image', data: files(value), options: captions(value) }
    case 'table-file':
      return value.path ? { type: 'table', data: readJson(value.path) } : undefined
    case 'plotly':
    case 'plotly-file': {
      const path = value.path ?? value['data']
      return typeof path === 'string'
        ? { type: 'plot', data: readJson(path), options: { format: 'plotly' } }
        : undefined
    }
    default:
      return undefined
  }
}

function files({ root = '', filenames }: WandbValue): string[] {
  return (filenames as string[]).map(name => join(root as string, name))
}

function captions({ captions: given }: WandbValue): MediaOptions {
  return Array.isArray(given) ? { captions: given } : {}
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}
