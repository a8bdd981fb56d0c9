/** Heads of columns; those of numbers stand to the right, as the numbers do. */
export function HeadCells({ names, areNumbers = false }: { names: readonly string[]; areNumbers?: boolean }) {
  return names.map(name => (
    <th key={name} scope="col" className={areNumbers ? 'number' : undefined}>
      {name}
    </th>
  ))
}
