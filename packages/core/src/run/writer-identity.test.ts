import { guestName, identifyWriter } from './writer-identity.ts'

describe('the name of a writer', () => {
  it.each<[string, NodeJS.ProcessEnv, string, number | undefined]>([
    ['nothing', {}, 'main', undefined],
    ['rank 0', { RANK: '0', WORLD_SIZE: '4' }, 'main', 0],
    ['rank 3', { RANK: '3', WORLD_SIZE: '4' }, 'rank-3', 3],
    ['rank 3 of an unknown number', { RANK: '3' }, 'rank-3', 3],
    ['a rank left over in a world of one', { RANK: '3', WORLD_SIZE: '1' }, 'main', 3],
    ['Open MPI', { OMPI_COMM_WORLD_RANK: '2', OMPI_COMM_WORLD_SIZE: '4' }, 'rank-2', 2],
    ['Slurm', { SLURM_PROCID: '1', SLURM_NTASKS: '2' }, 'rank-1', 1],
    ['a rank that is no number', { RANK: 'first' }, 'main', undefined],
  ])('follows from %s', (_, environment, id, rank) => {
    const { writer, isGuest } = identifyWriter(0, environment, undefined)
    expect({ id: writer.id, rank: writer.rank, isGuest }).toEqual({ id, rank, isGuest: id !== 'main' })
  })

  it('is the given one before all', () => {
    expect(identifyWriter(0, { RANK: '3' }, 'loader').writer).toMatchObject({ id: 'loader', rank: 3, pid: process.pid })
  })

  it('of a guest tells process and thread, and which try it is', () => {
    expect([guestName(0, 0), guestName(2, 0), guestName(2, 1)]).toEqual([
      `p${process.pid}`,
      `p${process.pid}-t2`,
      `p${process.pid}-t2-2`,
    ])
  })
})
