import { useEffect, useRef } from 'react'
import { blobAddress } from '../../api/hub.ts'
import { classColor, type BoxSet, type Mask } from './image-overlays.ts'

/** Classes of a mask as half transparent colours over the picture. */
export function MaskLayer({ mask }: { mask: Mask }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const image = new Image()
    image.src = blobAddress(mask.blob)
    // a mask that cannot be read leaves the picture as it is
    void image.decode().then(
      () => canvas.current && paint(canvas.current, image, mask.encoding === 'rgb24'),
      () => undefined,
    )
    return () => {
      image.src = ''
    }
  }, [mask.blob.sha256, mask.encoding])
  return <canvas ref={canvas} className="overlay" aria-hidden />
}

function paint(canvas: HTMLCanvasElement, image: HTMLImageElement, isWide: boolean): void {
  canvas.width = image.naturalWidth
  canvas.height = image.naturalHeight
  const context = canvas.getContext('2d')!
  context.drawImage(image, 0, 0)
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height)
  const { data } = pixels
  for (let at = 0; at < data.length; at += 4) {
    const id = isWide ? data[at]! + data[at + 1]! * 256 + data[at + 2]! * 65_536 : data[at]!
    const color = Number.parseInt(classColor(id).slice(1), 16)
    data[at] = color >> 16
    data[at + 1] = (color >> 8) & 255
    data[at + 2] = color & 255
    data[at + 3] = id === 0 ? 0 : 130
  }
  context.putImageData(pixels, 0, 0)
}

export function BoxLayer({ set, width, height }: { set: BoxSet; width: number; height: number }) {
  return (
    <svg
      className="overlay"
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      role="img"
      aria-label={boxWords(set, width, height)}
    >
      {set.boxes.map((box, index) => (
        <rect
          key={index}
          x={box.minX * 100}
          y={box.minY * 100}
          width={(box.maxX - box.minX) * 100}
          height={(box.maxY - box.minY) * 100}
          fill="none"
          stroke={classColor(box.classId ?? index)}
          strokeWidth={2}
          vectorEffect="non-scaling-stroke"
        >
          <title>{box.label}</title>
        </rect>
      ))}
    </svg>
  )
}

function boxWords({ name, boxes }: BoxSet, width: number, height: number): string {
  const words = boxes
    .slice(0, 10)
    .map(({ label, minX, minY }) => `${label} at ${Math.round(minX * width)}, ${Math.round(minY * height)}`)
  return `${name}: ${boxes.length} boxes. ${words.join('; ')}`
}
