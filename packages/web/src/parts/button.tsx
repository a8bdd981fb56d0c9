import { Tooltip } from 'radix-ui'
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: 'plain' | 'main' | 'bare' | 'danger'
  ref?: Ref<HTMLButtonElement>
}

export function Button({ look = 'plain', className, ...rest }: ButtonProps) {
  return <button type="button" data-look={look} className={`button ${className ?? ''}`} {...rest} />
}

/** A button that is only a picture: its name is read out, and shown when pointed at. */
export function IconButton({ name, children, ...rest }: ButtonProps & { name: string; children: ReactNode }) {
  return (
    <Tip text={name}>
      <Button look="bare" aria-label={name} {...rest}>
        {children}
      </Button>
    </Tip>
  )
}

export function Tip({ text, children }: { text: string; children: ReactNode }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tip" sideOffset={4} collisionPadding={8}>
          {text}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
