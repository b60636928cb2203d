import { parsePhone } from './phone.ts';
import { countryOfZone, type ZoneOfPractice } from './practice-zones.ts';
import type { RefusalKind } from './result.ts';

/** What is said of whoever is to practise here, by themselves or by an operator (O1). */
export interface SpecialistFacts {
  nombre: string;
  titular: string;
  especialidad: string;
  licencia: string;
  registro: string;
  ciudad: string;
  ciudad_igual?: 'si' | undefined;
  telefono: string;
}

/** So long is each at most; forms say so too. */
const longest = { nombre: 120, titular: 80, licencia: 60, registro: 200, ciudad: 80 } as const;

/**
 * The city to be stored: as the shipped list writes it, or as it was typed where that is meant or stood so before. Null
 * where it is nowhere on the map and nobody said so (docs/decisions/0060).
 */
export function cityToKeep(typed: { ciudad: string; ciudad_igual?: 'si' | undefined }, asKnown: string | null, stored: string | null = null): string | null {
  return asKnown ?? (typed.ciudad_igual === 'si' || typed.ciudad === stored ? typed.ciudad : null);
}

/** Telephone and city as they are kept, and what is wrong field by field; `known` is what site and list know of it. */
export function readSpecialistFacts(
  facts: SpecialistFacts,
  known: { zone: ZoneOfPractice | null; specialty: boolean; city: string | null },
): { phone: string | null; city: string | null; faults: Record<string, RefusalKind | null> } {
  const phone = known.zone ? parsePhone(facts.telefono, countryOfZone(known.zone)) : null;
  const city = cityToKeep(facts, known.city);
  const length = (field: keyof typeof longest, least: number, missing: RefusalKind = 'text-missing') =>
    facts[field].length < least ? missing : facts[field].length > longest[field] ? 'text-too-long' : null;
  const faults: Record<string, RefusalKind | null> = {
    nombre: length('nombre', 3, 'name-missing'),
    titular: length('titular', 1),
    especialidad: known.specialty ? null : 'choice-missing',
    licencia: length('licencia', 1),
    registro: length('registro', 2),
    zona: known.zone ? null : 'choice-missing',
    ciudad: length('ciudad', 1) ?? (city === null ? 'city-unknown' : null),
    telefono: phone ? null : 'phone-invalid',
  };
  return { phone, city, faults };
}
