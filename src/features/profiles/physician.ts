interface Known {
  name: string;
  headline: string;
  biography: string;
  url: string;
  origin: string;
  portrait: string;
  city: string;
  country: string;
  specialties: readonly { name: string }[];
  languages: readonly string[];
  licence: { number: string };
  places: readonly { name: string; address: string; city: string }[];
  rating: { value: number; count: number } | null;
  services: readonly { name: string; priceCents: number; currency: string }[];
  reviews: readonly { author: string; stars: number; body: string; tookPlaceOn: string }[];
}

/** The profile as schema.org's `Physician`, with rating and reviews as the page shows them (P5). */
export function physician(known: Known): Record<string, unknown> {
  const { rating } = known;
  return {
    '@context': 'https://schema.org',
    '@type': 'Physician',
    name: known.name,
    url: known.url,
    description: known.biography,
    image: known.portrait.includes('/') ? known.portrait : `${known.origin}/retratos/${known.portrait}.svg`,
    identifier: known.licence.number,
    medicalSpecialty: known.specialties.map((specialty) => specialty.name),
    knowsLanguage: known.languages,
    priceRange: priceRange(known.services),
    address: known.places.map((place) => ({
      '@type': 'PostalAddress',
      streetAddress: place.address,
      addressLocality: place.city,
      addressCountry: known.country,
    })),
    ...(rating
      ? { aggregateRating: { '@type': 'AggregateRating', ratingValue: rating.value, reviewCount: rating.count, bestRating: 5, worstRating: 1 } }
      : {}),
    review: known.reviews.slice(0, 5).map((review) => ({
      '@type': 'Review',
      author: { '@type': 'Person', name: review.author },
      datePublished: review.tookPlaceOn,
      reviewBody: review.body,
      reviewRating: { '@type': 'Rating', ratingValue: review.stars, bestRating: 5, worstRating: 1 },
    })),
  };
}

function priceRange(services: Known['services']): string | undefined {
  const prices = services.map((service) => service.priceCents / 100);
  const currency = services[0]?.currency;
  if (!currency) return undefined;
  const [least, most] = [Math.min(...prices), Math.max(...prices)];
  return least === most ? `${least} ${currency}` : `${least}–${most} ${currency}`;
}
