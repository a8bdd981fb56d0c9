import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Artifact, Image, type PlainObject, type RunRecord } from '@seetrain/core'
import { bornAt } from '../born-at.ts'
import type { ImportContext, Importer, Piece, Place, Source } from '../importer.ts'
import { readLines } from '../table/jsonl.ts'

const SCALARS = 'scalars.json'
const CONFIG = 'config.py'
const IMAGES = 'vis_image'
const IMAGE_NAME = /^(.*)_(\d+)\.png$/

/** What MMEngine's `LocalVisBackend` writes: `<work folder>/<time>/vis_data` with scalars, the config and images. */
export const mmengineImporter: Importer = {
  format: 'mmengine',
  takes: 'a vis_data folder of MMEngine, or its scalars.json',
  find(place) {
    if (!place.files.includes(SCALARS)) return []
    return [makeSource(place)]
  },
}

function makeSource(place: Place): Source {
  const path = join(place.path, SCALARS)
  const isUsual = basename(place.path) === 'vis_data'
  return {
    path,
    name: basename(isUsual ? dirname(place.path) : place.path),
    ...(isUsual && { project: basename(dirname(dirname(place.path))) }),
    createdAt: bornAt(path),
    isTimeGuessed: true,
    // beside the scalars lie the same ones by the hour, under the time of the training
    files: place.files.filter(name => name.endsWith('.json') || name === CONFIG),
    folders: place.folders.filter(name => name === IMAGES),
    read: (position, context) => readFolder(place.path, position, context),
  }
}

async function* readFolder(folder: string, from: PlainObject, context: ImportContext): AsyncGenerator<Piece> {
  let position = from
  const config = join(folder, CONFIG)
  if (position['hasConfig'] !== true && existsSync(config)) {
    position = { ...position, hasConfig: true }
    yield { records: configArtifact(folder, config, context), position }
  }
  const lines = { bytes: Number(position['bytes'] ?? 0), rows: Number(position['rows'] ?? 0) }
  for await (const piece of readLines(join(folder, SCALARS), lines, context)) {
    position = { ...position, ...piece.position }
    yield { records: piece.records, position }
  }
  const known = new Set((position['images'] ?? []) as string[])
  const images = imagesIn(folder).filter(name => !known.has(name))
  if (images.length === 0) return
  const records = images.flatMap(name => imageRecords(join(folder, IMAGES, name), context))
  yield { records, position: { ...position, images: [...known, ...images] } }
}

/** The config is a program of Python: it is kept as it is. */
function configArtifact(folder: string, config: string, context: ImportContext): RunRecord[] {
  const name = `config-${basename(dirname(folder))}`.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, 128)
  return context.artifact(() => new Artifact(name, 'config').addFile(config), {
    time: Math.floor(statSync(config).mtimeMs),
  })
}

function imagesIn(folder: string): string[] {
  const images = join(folder, IMAGES)
  return existsSync(images)
    ? readdirSync(images)
        .filter(name => IMAGE_NAME.test(name))
        .sort()
    : []
}

function imageRecords(path: string, context: ImportContext): RunRecord[] {
  const [, key = '', step = '0'] = IMAGE_NAME.exec(basename(path)) ?? []
  const time = Math.floor(statSync(path).mtimeMs)
  return context.media({ time, key, step: Number(step) }, () => new Image(path))
}
