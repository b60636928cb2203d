/** What satori lays out: an element without React. */
export interface Element {
  type: string;
  props: { style: Record<string, string | number>; children?: Element | string | (Element | string)[]; src?: string; width?: number; height?: number };
}

/** A box of the flex layout; satori wants `display` on each that has more than one child. */
export function box(style: Record<string, string | number>, children: string | (Element | string)[]): Element {
  return { type: 'div', props: { style: { display: 'flex', ...style }, children } };
}
