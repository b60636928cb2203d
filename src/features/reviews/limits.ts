/** Characters of a review or an answer, and of what somebody says of a technical failure; the database keeps the same. */
export const reviewMaxLength = 2000;
export const troubleMaxLength = 1000;
/** What is said with a report or a decision. */
export const noteMaxLength = 1000;
