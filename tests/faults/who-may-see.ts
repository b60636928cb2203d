import { settingsPages } from '../../src/routes/(agenda)/settings/settings-pages.ts';

/**
 * Everybody who comes to a door: `A` are of one practice, `B` of another. `link A` has a link and no account; `one factor` is the
 * specialist of A who has typed a code and shown nothing more (quality 16).
 */
export const roles = ['nobody', 'patient A', 'patient B', 'specialist A', 'specialist B', 'assistant A', 'operator', 'link A', 'one factor'] as const;
export type Role = (typeof roles)[number];
export type Side = 'A' | 'B';

interface Area {
  path: RegExp;
  /** Who gets in, where the address names something of this side (or nothing of anybody's); `null`: no matter. */
  may(role: Role, side: Side): boolean | null;
}

const always = () => true;
/** An address that anybody may ask, and that may find nothing. */
const whatever = () => null;
const signedIn = (role: Role) => role !== 'nobody' && role !== 'link A';
const worksHere = (role: Role) => role === 'specialist A' || role === 'specialist B' || role === 'assistant A';
const specialist = (role: Role) => role === 'specialist A' || role === 'specialist B';
const of = (kind: string) => (role: Role, side: Side) => role === `${kind} ${side}`;
const specialistsOwn = settingsPages.filter(({ who }) => who === 'specialist').map(({ path }) => path);

/**
 * Who may see what, address by address (quality 23). The first line that fits counts; an address that fits none fails the
 * test: whoever adds a page in a new place says here who may open it.
 */
export const areas: readonly Area[] = [
  // What belongs to nobody in particular.
  { path: /^\/(|api|ayuda|para-especialistas|buscar(\/.+)?|especialidades(\/.+)?|especialistas\/.+|insertar\/.+|fotos\/.+|imagenes\/.+|robots\.txt|sitemap.*|\$bulk-publish)$/, may: whatever },
  { path: /^\/(privacidad|aviso|accesibilidad|encargados|terminos)(\/.+)?$/, may: whatever },
  { path: /^\/(entrar(\/segundo-paso)?|salir|cuenta\/borrada|resenas\/\[id\]\/denunciar|citas\/pago\/\[id\]|medida|sala\/preparar)$/, may: whatever },
  { path: /^\/ensayo(\/.+)?$/, may: whatever },
  { path: /^\/fhir\//, may: whatever },
  // Says to whoever guesses that it is over, and nothing more.
  { path: /^\/invitacion\/\[token\]$/, may: whatever },
  // A secret in the address: its holder gets in, whoever they are; whoever guesses does not.
  { path: /\[token\]/, may: (_, side) => (side === 'A' ? null : false) },
  // The seat of a room, by the cookie that the press on the link left.
  { path: /^\/sala$/, may: whatever },
  { path: /^\/sala\/.+$/, may: (role) => (role === 'link A' ? null : false) },
  { path: /^\/consulta\/\[id\]/, may: (role, side) => (of('specialist')(role, side) ? null : false) },
  // Who applies; whoever works here is told to take another account, and nobody has a paper that is guessed.
  { path: /^\/solicitud$/, may: (role) => (signedIn(role) ? null : false) },
  { path: /^\/solicitud\/documentos\//, may: () => false },
  { path: /^\/operador\/solicitudes\/\[id\]/, may: (role) => (role === 'operator' ? null : false) },
  // One's own, as a patient.
  { path: /^\/citas\/\[id\]/, may: (role, side) => (of('patient')(role, side) ? null : false) },
  { path: /^\/citas$/, may: signedIn },
  { path: /^\/citas\/espera$/, may: (role) => (signedIn(role) ? null : false) },
  { path: /^\/cuenta\/segundo-paso$/, may: (role) => (signedIn(role) && !role.startsWith('patient') ? null : false) },
  { path: /^\/cuenta(\/.+)?$/, may: (role) => (signedIn(role) ? null : false) },
  // The browser that held a booking, which those patients did in theirs.
  { path: /^\/reservar$/, may: always },
  { path: /^\/reservar\/a-medias$/, may: whatever },
  { path: /^\/reservar\/\[id\]/, may: (role, side) => (of('patient')(role, side) ? null : false) },
  // A practice.
  { path: /^\/agenda\/ajustes\/libres\/\[id\]$/, may: () => false },
  { path: /^\/agenda\/cobros\/recibo\//, may: () => false },
  { path: new RegExp(`^/agenda/ajustes/(${specialistsOwn.join('|')})(/|$)`), may: (role) => (specialist(role) ? null : false) },
  { path: /^\/agenda(\/.+)?$/, may: (role) => (worksHere(role) ? null : false) },
  // The site.
  { path: /^\/operador(\/.+)?$/, may: (role) => (role === 'operator' ? null : false) },
  // Programs: a cookie gives them nothing.
  { path: /^\/api\/v1\/(openapi\.json|specialties|specialists|specialists\/\[slug\]|slots|consent)$/, may: whatever },
  { path: /^\/api\//, may: () => false },
];

export function areaOf(path: string): Area | undefined {
  return areas.find((area) => area.path.test(path));
}

/** What every event of a room answers to who sits there: 'both' sides, one of them, or nobody by itself ('no answer'). */
export const socketEvents: Record<string, 'both' | 'specialist' | 'patient' | 'no answer'> = {
  look: 'both',
  enter: 'both',
  relay: 'both',
  pulse: 'both',
  devices: 'both',
  media: 'no answer',
  facts: 'no answer',
  signal: 'no answer',
  admit: 'specialist',
  hangup: 'both',
  mistrust: 'both',
  back: 'both',
  finish: 'specialist',
  leave: 'both',
  hide: 'both',
  pass: 'both',
  callme: 'patient',
  nocall: 'patient',
  call: 'specialist',
  delay: 'specialist',
};
