import atkinson from '@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2?url';
import faustina from '@fontsource-variable/faustina/files/faustina-latin-wght-normal.woff2?url';

/** Addresses of the two faces, for `<link rel="preload" as="font" crossorigin>` in the head of every page. */
export const fontFiles: readonly string[] = [faustina, atkinson];
