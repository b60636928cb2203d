/** What can be said about an appointment now: nothing yet, a review, a technical rating, or no more. */
export type ReviewStanding = 'open' | 'reviewed' | 'technical' | 'technical-rated' | 'not-over' | 'did-not-take-place';
