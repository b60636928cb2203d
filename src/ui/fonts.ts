import atkinson from './fonts/atkinson-400.woff2?url';
import bold from './fonts/atkinson-600.woff2?url';
import faustina from './fonts/faustina-600.woff2?url';

/** Addresses of the faces that every page draws with, for `<link rel="preload" as="font" crossorigin>` in its head. */
export const fontFiles: readonly string[] = [atkinson, bold, faustina];
