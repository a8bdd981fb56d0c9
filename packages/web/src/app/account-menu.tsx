import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleUser } from 'lucide-react'
import { hub } from '../api/hub.ts'
import { sessionQuery } from '../api/queries.ts'
import { Menu, MenuItem } from '../parts/menu.tsx'

const MAY = { read: 'may look', write: 'may change', admin: 'may do everything' }

/** Who is signed in, and the way out. Nothing on a hub that asks for no token. */
export function AccountMenu() {
  const client = useQueryClient()
  const session = useQuery(sessionQuery()).data
  const signOut = useMutation({ mutationFn: hub.signOut, onSuccess: () => client.resetQueries() })
  if (session?.mode !== 'server' || session.scope === undefined || session.name === undefined) return null
  return (
    <Menu
      trigger={
        <button type="button" className="button" data-look="bare" aria-label={`Signed in as ${session.name}`}>
          <CircleUser size={16} />
        </button>
      }
    >
      <div className="menu-label">
        {session.name}, {MAY[session.scope]}
      </div>
      <MenuItem onSelect={() => signOut.mutate()}>Sign out</MenuItem>
    </Menu>
  )
}
