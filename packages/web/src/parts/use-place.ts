import { useEffect, useRef, useState } from 'react'

export interface Place {
  /** In sight, or nearly. */
  isSeen: boolean
  /** It is or was in sight: a long page need not build what nobody scrolled to. */
  wasSeen: boolean
  /** When it last came into sight. */
  width: number
}

/** Where an element is to the reader. */
export function usePlace(element: { current: HTMLElement | null }): Place {
  const [isSeen, setSeen] = useState(false)
  const wasSeen = useRef(false)
  const [width, setWidth] = useState(400)
  useEffect(() => {
    const observer = new IntersectionObserver(
      ([entry]) => {
        setSeen(entry!.isIntersecting)
        if (entry!.isIntersecting) setWidth(entry!.boundingClientRect.width)
      },
      { rootMargin: '300px' },
    )
    observer.observe(element.current!)
    return () => observer.disconnect()
  }, [element])
  wasSeen.current ||= isSeen
  return { isSeen, wasSeen: wasSeen.current, width }
}
