import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { blobTextQuery } from '../../api/queries.ts'
import { useTheme } from '../../app/theme.ts'
import { Loaded } from '../../parts/states.tsx'
import type { ViewerProps } from '../viewers.ts'

/** SMILES as a drawing of bonds, everything with places in space as a model to turn. */
export function MoleculeViewer({ item, mediaKey, step }: ViewerProps) {
  const query = useQuery(blobTextQuery(item.blob.sha256))
  const format = String(item.details.format)
  return (
    <Loaded query={query} what="the molecule">
      {text => <Molecule text={text} format={format} label={item.caption ?? `${mediaKey} at step ${step}`} />}
    </Loaded>
  )
}

function Molecule({ text, format, label }: { text: string; format: string; label: string }) {
  const holder = useRef<HTMLDivElement>(null)
  const { isDark } = useTheme()
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    setProblem(undefined)
    const element = holder.current!
    const drawn = format === 'smiles' ? drawBonds(element, text, isDark) : drawModel(element, text, format, isDark)
    drawn.catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)))
    return () => element.replaceChildren()
  }, [text, format, isDark])
  return (
    <>
      <div ref={holder} className="scene" role="img" aria-label={label} hidden={problem !== undefined} />
      {(format === 'smiles' || problem !== undefined) && <code className="molecule-text">{text.slice(0, 400)}</code>}
      {problem !== undefined && <p className="quiet">This browser cannot draw it ({problem}).</p>}
    </>
  )
}

async function drawBonds(element: HTMLElement, text: string, isDark: boolean): Promise<void> {
  const { default: smiles } = await import('smiles-drawer')
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 360 260')
  const tree: unknown = await new Promise((resolve, reject) =>
    smiles.parse(text.trim().split(/\s/)[0] ?? '', resolve, reject),
  )
  new smiles.SvgDrawer({ width: 360, height: 260 }).draw(tree, svg, isDark ? 'dark' : 'light')
  element.replaceChildren(svg)
}

async function drawModel(element: HTMLElement, text: string, format: string, isDark: boolean): Promise<void> {
  const { createViewer } = await import('3dmol')
  const viewer = createViewer(element, { backgroundColor: isDark ? '#171c25' : '#ffffff' })
  viewer.addModel(text, format === 'mol' ? 'sdf' : format)
  viewer.setStyle({}, { stick: {}, sphere: { scale: 0.28 } })
  viewer.zoomTo()
  viewer.render()
}
