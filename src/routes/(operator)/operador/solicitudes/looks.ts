/** How each state of an application is drawn. */
export const applicationLooks = { received: 'neutral', in_review: 'fair', incomplete: 'fair', admitted: 'verified', refused: 'failing' } as const;
