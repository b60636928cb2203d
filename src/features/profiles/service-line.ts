/** A service as the profile shows it: finished words, and the price as a number for search engines (P1). */
export interface ServiceLine {
  id: string;
  modality: 'video' | 'in_person';
  name: string;
  minutes: number;
  price: string;
  priceCents: number;
  currency: string;
  place: { name: string; address: string; city: string } | null;
}
