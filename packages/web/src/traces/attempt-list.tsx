import type { AttemptRow } from './attempts.ts'

/** What became of each try of a call that the SDK made again. */
export function AttemptList({ attempts }: { attempts: readonly AttemptRow[] }) {
  return (
    <section>
      <h3>Attempts</h3>
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Attempts">
        <table className="plain-table">
          <thead>
            <tr>
              {['', 'Began', 'Took', 'Ended with', 'Asked to wait'].map(name => (
                <th key={name} scope="col">
                  {name || <span className="hidden-text">Attempt</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {attempts.map(({ number, began, lasted, isFailure, outcome, askedToWait }) => (
              <tr key={number}>
                <th scope="row">{number}</th>
                <td>{began}</td>
                <td>{lasted}</td>
                <td>
                  <span className="badge" data-tone={isFailure ? 'bad' : 'good'}>
                    {outcome}
                  </span>
                </td>
                <td>{askedToWait}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
