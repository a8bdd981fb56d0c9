import Anser from 'anser'
import type { CSSProperties } from 'react'

/** A line with the colours that its escape sequences ask for. */
export function AnsiText({ text }: { text: string }) {
  if (!text.includes('\u001B')) return text === '' ? '\u00A0' : text
  return Anser.ansiToJson(text, { use_classes: true, remove_empty: true }).map((piece, index) => (
    <span key={index} className={classesOf(piece)} style={colorsOf(piece)}>
      {piece.content}
    </span>
  ))
}

type Piece = ReturnType<typeof Anser.ansiToJson>[number]

function classesOf({ fg, bg, decorations }: Piece): string {
  const names = [fg && `${fg}-fg`, bg && `${bg}-bg`, ...decorations.map(decoration => `ansi-${decoration}`)]
  return names.filter(Boolean).join(' ')
}

/** Colours beyond the sixteen named ones come as numbers. */
function colorsOf({ fg, bg, fg_truecolor, bg_truecolor }: Piece): CSSProperties {
  return {
    ...(fg === 'ansi-truecolor' && { color: `rgb(${fg_truecolor})` }),
    ...(bg === 'ansi-truecolor' && { background: `rgb(${bg_truecolor})` }),
  }
}
