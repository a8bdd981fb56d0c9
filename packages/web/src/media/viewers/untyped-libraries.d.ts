// What of libraries without types of their own is used here.
declare module 'plotly.js-strict-dist-min' {
  const Plotly: {
    newPlot(element: HTMLElement, data: object[], layout: object, config: object): Promise<unknown>
    purge(element: HTMLElement): void
  }
  export default Plotly
}
