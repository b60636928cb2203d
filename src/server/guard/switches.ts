import { isSwitchedOn, type FixedSwitches, type SwitchName } from '#domain/switches.ts';
import type { Switches } from '#ports/guard/switches.ts';
import type { World } from '#ports/world.ts';

const system = { kind: 'system', job: 'switches' } as const;
/** A door asks memory; the rows are read again after two seconds of machine time, once for all who ask. */
const freshMs = 2000;

/** Decisions in rows, so that all processes share them; what the environment fixes is not asked for. */
export function rowSwitches(world: Pick<World, 'as' | 'clock'>, fixed: FixedSwitches): Switches {
  let known: { at: number; decided: Promise<Map<string, boolean>> } | null = null;
  const decisions = () => {
    const at = world.clock.machineNow().getTime();
    if (known && at - known.at < freshMs) return known.decided;
    const read = { at, decided: readDecisions(world) };
    known = read;
    read.decided.catch(() => {
      if (known === read) known = null;
    });
    return read.decided;
  };
  return {
    isOn: async (name: SwitchName) => fixed[name] ?? isSwitchedOn(undefined, (await decisions()).get(name)),
    forget: () => (known = null),
  };
}

async function readDecisions(world: Pick<World, 'as'>): Promise<Map<string, boolean>> {
  const rows = await world.as(system, (tx) =>
    tx.selectFrom('switch_decisions').select(['name', 'is_on']).distinctOn('name').orderBy('name').orderBy('number', 'desc').execute(),
  );
  return new Map(rows.map((row) => [row.name, row.is_on]));
}
