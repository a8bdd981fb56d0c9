import type { MediaType } from '../contracts/record.ts'
import type { MediaOptions } from '../contracts/run.ts'

/** The calls of a run for each type of media. They differ by name alone. */
export abstract class MediaMethods {
  protected abstract logMedia(call: string, type: MediaType, key: string, value: unknown, options?: MediaOptions): void

  logImage(key: string, image: unknown, options?: MediaOptions): void {
    this.logMedia('logImage', 'image', key, image, options)
  }

  logAudio(key: string, audio: unknown, options?: MediaOptions): void {
    this.logMedia('logAudio', 'audio', key, audio, options)
  }

  logText(key: string, text: unknown, options?: MediaOptions): void {
    this.logMedia('logText', 'text', key, text, options)
  }

  logVideo(key: string, video: unknown, options?: MediaOptions): void {
    this.logMedia('logVideo', 'video', key, video, options)
  }

  logTable(key: string, table: unknown, options?: MediaOptions): void {
    this.logMedia('logTable', 'table', key, table, options)
  }

  logHistogram(key: string, values: unknown, options?: MediaOptions): void {
    this.logMedia('logHistogram', 'histogram', key, values, options)
  }

  logPlot(key: string, plot: unknown, options?: MediaOptions): void {
    this.logMedia('logPlot', 'plot', key, plot, options)
  }

  logObject3D(key: string, object: unknown, options?: MediaOptions): void {
    this.logMedia('logObject3D', 'object3d', key, object, options)
  }

  logHtml(key: string, html: unknown, options?: MediaOptions): void {
    this.logMedia('logHtml', 'html', key, html, options)
  }

  logMolecule(key: string, molecule: unknown, options?: MediaOptions): void {
    this.logMedia('logMolecule', 'molecule', key, molecule, options)
  }
}
