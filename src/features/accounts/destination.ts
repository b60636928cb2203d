/** Pages that sign-in may lead back to; whatever is not on this list leads to the person's own start page (quality 32). */
const pages = ['agenda', 'citas', 'consulta', 'sala', 'reservar', 'especialistas', 'buscar', 'e', 'invitacion', 'cuenta', 'operador'];
const path = new RegExp(`^/(?:en/)?(?:${pages.join('|')})(?:/[A-Za-z0-9_-]+)*$`);
const query = /^[A-Za-z0-9_.~=&%+:-]*$/;
const longest = 300;

/** The local page that `?volver=` names, or null. Judged as text: nothing is decoded, resolved or repaired. */
export function localDestination(asked: string | null | undefined): string | null {
  if (!asked || asked.length > longest) return null;
  const [before = '', after, ...rest] = asked.split('?');
  if (rest.length > 0 || !path.test(before)) return null;
  return after === undefined || query.test(after) ? asked : null;
}
