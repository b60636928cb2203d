/**
 * What a receipt says of VAT (Y5). No exemption is claimed that the law does not give: Spain frees the care of health
 * professions (Ley 37/1992, art. 20.Uno.3.º; dentists 5.º), Mexico only what needs the title of physician or dental
 * surgeon (LIVA art. 15-XIV, its Reglamento art. 41).
 */
export type Country = 'ES' | 'MX';
export type Exemption = 'es_health' | 'es_dental' | 'mx_medicine';
export type TaxNote =
  | { kind: 'exempt'; by: Exemption }
  | { kind: 'included'; percent: number }
  | { kind: 'own'; words: string }
  /** The whole amount, and not a word about the tax. */
  | { kind: 'total' };
export type TaxChoice = TaxNote['kind'];

/** General and, in Mexico, border rate; other ones are told in the specialist's own words. */
export const vatPercents: Record<Country, readonly number[]> = { ES: [21], MX: [16, 8] };

/** `unclear`: exempt by the title or the purpose behind it, which a specialty does not tell. */
type Profession = 'medicine' | 'dental' | 'health' | 'unclear' | 'other';
const codes: Record<Exclude<Profession, 'other'>, string> = {
  medicine: `alergologia anestesiologia angiologia aparato-digestivo cardiologia cirugia-general cirugia-maxilofacial coloproctologia
    dermatologia endocrinologia genetica geriatria ginecologia hematologia infectologia inmunologia medicina-deporte medicina-familiar
    medicina-interna medicina-trabajo nefrologia neumologia neurocirugia neurologia oftalmologia oncologia otorrinolaringologia pediatria
    psiquiatria radiologia rehabilitacion reproduccion-asistida reumatologia traumatologia urologia`,
  dental: 'estomatologia ortodoncia',
  health: 'enfermeria fisioterapia logopedia matrona nutricion optometria podologia psicologia terapia-ocupacional',
  unclear: 'cirugia-plastica homeopatia medicina-estetica osteopatia sexologia',
};
const professions = new Map(
  Object.entries(codes).flatMap(([profession, list]) => list.split(/\s+/).map((code) => [code, profession as Profession] as const)),
);

/** The exemption that may be claimed, and whether it is without being asked: only where every specialty has it. */
export function exemptionOf(country: Country, specialties: readonly string[]): { exemption: Exemption | null; unasked: boolean } {
  const of = specialties.map((code) => professions.get(code) ?? 'other');
  const exempt: readonly Profession[] = country === 'ES' ? ['medicine', 'dental', 'health'] : ['medicine', 'dental'];
  const may = of.some((profession) => profession === 'unclear' || exempt.includes(profession));
  if (!may) return { exemption: null, unasked: false };
  const unasked = of.every((profession) => exempt.includes(profession));
  if (country === 'MX') return { exemption: 'mx_medicine', unasked };
  return { exemption: of.every((profession) => profession === 'dental') ? 'es_dental' : 'es_health', unasked };
}

/** What the receipt says: what was chosen where the law bears it, else the whole amount alone. `chosen` is null before any choice. */
export function taxNoteOf(
  issuer: { country: Country; specialties: readonly string[] },
  chosen: { choice: TaxChoice; percent: number | null; words: string } | null,
): TaxNote {
  const { exemption, unasked } = exemptionOf(issuer.country, issuer.specialties);
  if (chosen === null) return exemption && unasked ? { kind: 'exempt', by: exemption } : { kind: 'total' };
  if (chosen.choice === 'exempt' && exemption) return { kind: 'exempt', by: exemption };
  if (chosen.choice === 'included' && chosen.percent !== null) return { kind: 'included', percent: chosen.percent };
  return chosen.choice === 'own' && chosen.words !== '' ? { kind: 'own', words: chosen.words } : { kind: 'total' };
}

/** An amount with the tax in it, taken apart in cents: the two always add up to it. */
export function vatWithin(totalCents: number, percent: number): { baseCents: number; taxCents: number } {
  const baseCents = Math.round((totalCents * 100) / (100 + percent));
  return { baseCents, taxCents: totalCents - baseCents };
}
