/**
 * What the load function of a page without a framework in the browser returns (`csr = false`). SvelteKit writes the data of
 * every page out for a browser that takes over, asked for or not, which costs as much as drawing it; this is written out
 * only where a page that is alive in the browser asks for the data of the next one.
 */
export class ServerOnly<T> {
  readonly shown: T;
  readonly asked: boolean;
  constructor(shown: T, { isDataRequest }: { isDataRequest: boolean }) {
    this.shown = shown;
    this.asked = isDataRequest;
  }
}
