import type { AgendaEvent } from './agenda.ts';

/** What the agenda shows: all, or what somebody looks for (B9). It stands in the address. */
export const agendaFilters = ['todas', 'video', 'presencial', 'sin-confirmar', 'por-llamar'] as const;
export type AgendaFilter = (typeof agendaFilters)[number];

export function readFilter(text: string | null): AgendaFilter {
  return agendaFilters.find((one) => one === text) ?? 'todas';
}

/** Does it fit? `unreached` are the appointments whose patient no message reached (M7). */
export function fitsFilter(
  filter: AgendaFilter,
  event: Pick<AgendaEvent, 'id' | 'modality' | 'glance'>,
  unreached: ReadonlySet<string>,
): boolean {
  if (filter === 'video') return event.modality === 'video';
  if (filter === 'presencial') return event.modality === 'in_person';
  if (filter === 'sin-confirmar') return event.glance === 'unconfirmed';
  return filter === 'todas' || unreached.has(event.id);
}
