/** A booking is pages, forms and a small script (docs/decisions/0013): it works at once on an old phone (S6). */
export const csr = false;
