/** No script of ours runs on another's site. */
export const csr = false;
