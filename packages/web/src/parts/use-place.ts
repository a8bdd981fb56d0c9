import { useEffect, useState } from 'react'

/** Whether an element has come into sight, and how wide it is. */
export function usePlace(element: { current: HTMLElement | null }): { isSeen: boolean; width: number } {
  const [isSeen, setSeen] = useState(false)
  const [width, setWidth] = useState(400)
  useEffect(() => {
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry!.isIntersecting) return
        setWidth(entry!.boundingClientRect.width)
        setSeen(true)
        observer.disconnect()
      },
      { rootMargin: '300px' },
    )
    observer.observe(element.current!)
    return () => observer.disconnect()
  }, [element])
  return { isSeen, width }
}
