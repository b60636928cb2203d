import type { BreadcrumbList, DayOfWeek, MedicalSpecialty, Offer, OpeningHoursSpecification, Physician, Review, WithContext } from 'schema-dts';

export interface KnownPhysician {
  name: string;
  headline: string;
  biography: string;
  url: string;
  /** Address of the picture that stands for the profile. */
  picture: string;
  country: string;
  specialties: readonly { code: string; name: string }[];
  languages: readonly string[];
  licence: { kind: 'colegiado' | 'cedula'; number: string };
  places: readonly { name: string; address: string; city: string; geo: { latitude: number; longitude: number } | null }[];
  /** In person, on the wall of the practice; weekday 1 = Monday. */
  hours: readonly { weekday: number; startsMinute: number; endsMinute: number }[];
  rating: { value: number; count: number } | null;
  services: readonly { name: string; modality: 'video' | 'in_person'; priceCents: number; currency: string; place: { name: string; address: string; city: string } | null }[];
  reviews: readonly { author: string; stars: number; body: string; tookPlaceOn: string }[];
}

/** schema.org knows medical specialties by names of its own; what it has no name for is told as `knowsAbout` alone. */
const specialtyNames: Record<string, Extract<MedicalSpecialty, `https://schema.org/${string}`>> = {
  cardiologia: 'https://schema.org/Cardiovascular',
  dermatologia: 'https://schema.org/Dermatology',
  endocrinologia: 'https://schema.org/Endocrine',
  fisioterapia: 'https://schema.org/Physiotherapy',
  ginecologia: 'https://schema.org/Gynecologic',
  'medicina-familiar': 'https://schema.org/PrimaryCare',
  neurologia: 'https://schema.org/Neurologic',
  nutricion: 'https://schema.org/DietNutrition',
  oftalmologia: 'https://schema.org/Ophthalmology',
  pediatria: 'https://schema.org/Pediatric',
  psiquiatria: 'https://schema.org/Psychiatric',
  reumatologia: 'https://schema.org/Rheumatologic',
  traumatologia: 'https://schema.org/Musculoskeletal',
  urologia: 'https://schema.org/Urologic',
};
const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** The profile as schema.org's `Physician`, with what the page shows and nothing it does not (P5). */
export function physician(known: KnownPhysician): WithContext<Exclude<Physician, string>> {
  const { rating } = known;
  const places = known.places.map((place) => ({ '@type': 'Place' as const, name: place.name, address: postal(place, known.country), ...geo(place.geo) }));
  const specialties = known.specialties.flatMap((one) => specialtyNames[one.code] ?? []);
  const prices = priceRange(known.services);
  return {
    '@context': 'https://schema.org',
    '@type': 'Physician',
    '@id': known.url,
    name: known.name,
    url: known.url,
    description: known.biography,
    image: known.picture,
    identifier: { '@type': 'PropertyValue', propertyID: known.licence.kind === 'cedula' ? 'Cédula profesional' : 'Número de colegiado', value: known.licence.number },
    ...(specialties.length > 0 ? { medicalSpecialty: specialties } : {}),
    knowsAbout: known.specialties.map((one) => one.name),
    knowsLanguage: [...known.languages],
    ...(prices ? { priceRange: prices } : {}),
    ...(places.length > 0 ? { address: places.map((place) => place.address), location: places } : {}),
    ...(known.hours.length > 0 ? { openingHoursSpecification: known.hours.map(opening) } : {}),
    availableService: known.services.map((service) => ({ '@type': 'MedicalProcedure' as const, name: service.name })),
    makesOffer: known.services.map((service): Offer => ({
      '@type': 'Offer',
      itemOffered: { '@type': 'Service', name: service.name, serviceType: service.modality === 'video' ? 'Videoconsulta' : 'Consulta presencial' },
      price: service.priceCents / 100,
      priceCurrency: service.currency,
      url: known.url,
      ...(service.place ? { availableAtOrFrom: { '@type': 'Place', name: service.place.name, address: postal(service.place, known.country) } } : {}),
    })),
    ...(rating ? { aggregateRating: { '@type': 'AggregateRating' as const, ratingValue: rating.value, reviewCount: rating.count, bestRating: 5, worstRating: 1 } } : {}),
    review: known.reviews.map((review): Review => ({
      '@type': 'Review',
      author: { '@type': 'Person', name: review.author },
      datePublished: review.tookPlaceOn,
      ...(review.body ? { reviewBody: review.body } : {}),
      reviewRating: { '@type': 'Rating', ratingValue: review.stars, bestRating: 5, worstRating: 1 },
    })),
  };
}

/** The way from the start to a page, as search engines show it. */
export function breadcrumbs(steps: readonly { name: string; url: string }[]): WithContext<Exclude<BreadcrumbList, string>> {
  return {
    '@context': 'https://schema.org',
    '@type': 'BreadcrumbList',
    itemListElement: steps.map((step, index) => ({ '@type': 'ListItem', position: index + 1, name: step.name, item: { '@type': 'WebPage', '@id': step.url } })),
  };
}

function postal(place: { address: string; city: string }, country: string) {
  return { '@type': 'PostalAddress' as const, streetAddress: place.address, addressLocality: place.city, addressCountry: country };
}

function geo(point: KnownPhysician['places'][number]['geo']) {
  return point ? { geo: { '@type': 'GeoCoordinates' as const, latitude: point.latitude, longitude: point.longitude } } : {};
}

function opening({ weekday, startsMinute, endsMinute }: KnownPhysician['hours'][number]): OpeningHoursSpecification {
  const clock = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return {
    '@type': 'OpeningHoursSpecification',
    dayOfWeek: `https://schema.org/${days[weekday - 1] ?? 'Monday'}` as Extract<DayOfWeek, `https://schema.org/${string}`>,
    opens: clock(startsMinute),
    closes: endsMinute === 1440 ? '23:59' : clock(endsMinute),
  };
}

function priceRange(services: KnownPhysician['services']): string | undefined {
  const prices = services.map((service) => service.priceCents / 100);
  const currency = services[0]?.currency;
  if (!currency) return undefined;
  const [least, most] = [Math.min(...prices), Math.max(...prices)];
  return least === most ? `${least} ${currency}` : `${least}–${most} ${currency}`;
}
