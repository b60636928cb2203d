import { switchNames } from '#domain/switches.ts';
import { formatHour } from '#domain/time.ts';
import { operatorDay, operatorZone } from '#features/operator/operator-zone.ts';
import { countAffected, decideSwitch, listSwitches, switchForm } from '#features/operator/switches/switches.server.ts';
import { deciding } from '../../deciding.server.ts';
import { isFreshOperator, operatorDoor } from '../../operator.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** Features of the site with how they stand, and what this installation was told from outside; keys and passwords are no part of it. */
export const load: PageServerLoad = async (event) => {
  const actor = operatorDoor(event);
  const { world, locale } = event.locals;
  const { mode, publicOrigin, apiRequestsAMinute, platformFeeBasisPoints, trustedProxies } = world.settings;
  const { switches, history } = await listSwitches(world, actor);
  const at = (instant: Date) => `${operatorDay(instant, locale)}, ${formatHour(operatorZone, instant)}`;
  const asked = event.url.searchParams.get('cambiar');
  const asks = switches.find((one) => one.name === asked && !one.fixed);
  const [what, name] = (event.url.searchParams.get('hecho') ?? '').split(':');
  const done = switchNames.find((known) => known === name);
  return {
    switches: switches.map(({ last, ...one }) => ({ ...one, since: last && last.isOn === one.isOn ? at(last.at) : null })),
    asks: asks ? { name: asks.name, isOn: asks.isOn, affected: asks.isOn ? await countAffected(world, actor, asks.name) : null } : null,
    history: history.map((one) => ({ ...one, at: at(one.at) })),
    done: done ? { name: done, isOn: what === 'encendida' } : null,
    fresh: await isFreshOperator(event),
    settings: { mode, publicOrigin, apiRequestsAMinute, platformFeePercent: platformFeeBasisPoints / 100, trustedProxies: trustedProxies.length },
  };
};

export const actions: Actions = {
  default: deciding({
    form: switchForm,
    fresh: true,
    decide: ({ locals }, actor, { funcion, estado, motivo }) => decideSwitch(locals.world, actor, { name: funcion, isOn: estado === 'on', reason: motivo }),
    done: ({ funcion, estado }) => `${estado === 'on' ? 'encendida' : 'apagada'}:${funcion}`,
  }),
};
