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
              <th scope="col">
                <span className="hidden-text">Attempt</span>
              </th>
              <th scope="col" className="number">
                Began
              </th>
              <th scope="col" className="number">
                Took
              </th>
              <th scope="col">Ended with</th>
              <th scope="col" className="number">
                Asked to wait
              </th>
            </tr>
          </thead>
          <tbody>
            {attempts.map(({ number, began, lasted, isFailure, outcome, askedToWait }) => (
              <tr key={number}>
                <th scope="row">{number}</th>
                <td className="number">{began}</td>
                <td className="number">{lasted}</td>
                <td>
                  <span className="badge" data-tone={isFailure ? 'bad' : 'good'}>
                    {outcome}
                  </span>
                </td>
                <td className="number">{askedToWait}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
