import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'

interface DialogProps {
  title: string
  open: boolean
  onClose: () => void
  wide?: boolean
  children: ReactNode
}

export function Dialog({ title, open, onClose, wide = false, children }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={now => now || onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="veil" />
        <Radix.Content className="dialog" data-wide={wide} aria-describedby={undefined}>
          <div className="dialog-head">
            <Radix.Title>{title}</Radix.Title>
            <Radix.Close asChild>
              <Button look="bare" aria-label="Close">
                <X size={16} />
              </Button>
            </Radix.Close>
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
