/** SNOMED CT's codes of our specialties, of the set that FHIR R4 prefers (c80-practice-codes); what it has no code for has ours alone. */
const snomed: Record<string, string> = {
  anestesiologia: '394577000',
  angiologia: '408463005',
  'aparato-digestivo': '394584008',
  cardiologia: '394579002',
  'cirugia-general': '394609007',
  'cirugia-maxilofacial': '408465003',
  'cirugia-plastica': '394611003',
  coloproctologia: '408464004',
  dermatologia: '394582007',
  endocrinologia: '394583002',
  estomatologia: '394812008',
  genetica: '394580004',
  geriatria: '394811001',
  ginecologia: '394586005',
  hematologia: '394803006',
  infectologia: '394807007',
  inmunologia: '408480009',
  'medicina-familiar': '419772000',
  'medicina-interna': '419192003',
  'medicina-trabajo': '394821009',
  nefrologia: '394589003',
  neumologia: '418112009',
  neurocirugia: '394610002',
  neurologia: '394591006',
  oftalmologia: '394594003',
  oncologia: '394593009',
  ortodoncia: '394608004',
  otorrinolaringologia: '418960008',
  psiquiatria: '394587001',
  radiologia: '394914008',
  rehabilitacion: '394602003',
  reumatologia: '394810000',
  traumatologia: '394801008',
  urologia: '394612005',
};
export const snomedSystem = 'http://snomed.info/sct';

/** The code under which other programs know one of our specialties; null where there is none. */
export function snomedOf(specialty: string): string | null {
  return snomed[specialty] ?? null;
}

/** Our specialty by its own code or by SNOMED's. */
export function specialtyByCode(code: string): string {
  return Object.keys(snomed).find((own) => snomed[own] === code) ?? code;
}
