import { acceptOffer, declineOffer } from '#features/booking/waiting/accept.server.ts';
import { askForEarlier, findEarlier, stopWaiting } from '#features/booking/waiting/requests.server.ts';
import { readWishLine, wishForm, wishLine } from '#features/booking/waiting/schema.ts';
import { wishWords } from '#features/booking/waiting/words.server.ts';
import type { Result } from '#domain/result.ts';
import { m } from '#texts/compiled/messages.js';
import { changeActions, shown, type PlaceOf } from './change.server.ts';
import type { Place, PlaceEvent } from './place.server.ts';

const errands = ['apuntar', 'dejar', 'aceptar', 'conservar'] as const;
type Errand = (typeof errands)[number];

/** The waiting list as this appointment sees it (B8). */
export async function loadEarlier(place: Place, { locals, url }: PlaceEvent) {
  return {
    place: shown(place),
    earlier: await findEarlier(locals.world, place.actor, place.appointment, locals.locale),
    paused: !(await locals.world.switches.isOn('waiting-list')),
    done: url.searchParams.get('hecho'),
  };
}

/** Ask, leave, take or let go: each a press, behind a code where the browser is not signed in (B5, V2). */
export function earlierActions(placeOf: PlaceOf) {
  return changeActions(placeOf, {
    read: (form) => (typeof form['valor'] === 'string' ? readValue(form['valor']) && form['valor'] : written(form)),
    words: (value, _, { locale }) => {
      const chosen = readValue(value);
      const wish = chosen?.errand === 'apuntar' ? readWishLine(chosen.rest) : null;
      return wish
        ? wishWords(wish, locale)
        : chosen?.errand === 'dejar'
          ? m.earlier_leave({}, { locale })
          : m.earlier_take({}, { locale });
    },
    async run(value, place, { world }) {
      const chosen = readValue(value);
      if (!chosen) return 'invalid-input';
      const answer = await errand(chosen, place, world);
      return answer.ok ? null : answer.kind;
    },
    done: (value, { base, earlier }) =>
      value.startsWith('aceptar:') ? `${base}?hecho=antes` : `${earlier}?hecho=${value.split(':')[0]}`,
  });
}

function errand(
  { errand, rest }: { errand: Errand; rest: string },
  { actor, appointment }: Place,
  world: App.Locals['world'],
): Promise<Result<null>> {
  const appointmentId = appointment.id;
  if (errand === 'aceptar') return acceptOffer(world, actor, { appointmentId, offerId: rest });
  if (errand === 'conservar') return declineOffer(world, actor, { appointmentId, offerId: rest });
  if (errand === 'dejar') return stopWaiting(world, actor, { appointmentId });
  const wish = readWishLine(rest);
  return wish ? askForEarlier(world, actor, { appointmentId, wish }) : Promise.resolve({ ok: false, kind: 'invalid-input' });
}

/** 'aceptar:<offer>', 'apuntar:1,3|morning|', 'dejar:'. */
function readValue(value: string): { errand: Errand; rest: string } | null {
  const [name = '', rest = ''] = value.split(/:(.*)/s);
  const known = errands.find((one) => one === name);
  if (!known) return null;
  const readable = known === 'dejar' || (known === 'apuntar' ? readWishLine(rest) !== null : /^[0-9a-f-]{36}$/i.test(rest));
  return readable ? { errand: known, rest } : null;
}

function written(form: Record<string, unknown>): string | null {
  const parsed = wishForm.safeParse(form);
  return parsed.success ? `apuntar:${wishLine(parsed.data)}` : null;
}
