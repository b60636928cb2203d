/** Characters of a note. */
export const mostOfANote = 8000;
