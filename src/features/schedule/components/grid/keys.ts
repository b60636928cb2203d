import type { AgendaEvent } from '../../agenda.ts';
import type { AgendaDay } from '../../views.ts';
import type { GridCursor } from './cursor.svelte.ts';
import type { AgendaDrag } from './drag.svelte.ts';

interface Board {
  drag: AgendaDrag;
  cursor: GridCursor;
  columns: () => AgendaDay[];
  find: (id: string) => { event: AgendaEvent; column: AgendaDay } | null;
  focus: (id: string) => void;
  onlift: () => void;
  onstep: () => void;
  ondrop: () => void;
  onescape: () => void;
  /** The cursor went elsewhere. */
  oncursor: () => void;
  /** What is in the air, or the cursor, leaves the page at that side. */
  onturn: (direction: -1 | 1) => void;
}

const arrows: Record<string, [steps: number, sideways: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

const hours: Record<string, number> = { PageUp: -60, PageDown: 60 };

/**
 * The grid by keyboard (B9): arrows go from appointment to appointment; M picks the focused one up, then arrows move it
 * by the grid or the day, with Shift its end, Enter drops it and Esc puts it back. On the cursor arrows choose an hour
 * and a day, with Shift how long, and Enter writes an appointment there (a press of its button). Past the last day both
 * turn the page.
 */
export function pressedInGrid(board: Board, event: KeyboardEvent): void {
  const { drag } = board;
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
  const { target } = event;
  const id = target.closest<HTMLElement>('[data-cita]')?.dataset['cita'];
  const found = id === undefined ? null : board.find(id);
  const arrow = arrows[event.key];
  const handled =
    drag.lifted?.by === 'keys' ? inTheAir() : found ? onTheBoard() : target.closest('[data-cursor]') ? travels(board.cursor, board.oncursor) : false;
  if (!handled) return;
  event.preventDefault();
  event.stopPropagation();

  function inTheAir(): boolean {
    if (event.key === 'Escape') {
      drag.take();
      board.onescape();
      return true;
    }
    if (event.key === 'Enter' || event.key === ' ') {
      board.ondrop();
      return true;
    }
    return travels(drag, board.onstep) || event.key !== 'Tab';
  }

  /** What arrows and page keys do to whatever stands on an hour; false for every other key. */
  function travels(what: Pick<GridCursor, 'jump' | 'step' | 'stretch'>, told: () => void): boolean {
    const hour = hours[event.key];
    if (hour !== undefined) what.jump(hour);
    else if (!arrow) return false;
    else if (event.shiftKey) {
      if (arrow[0] === 0) return true;
      what.stretch(arrow[0]);
    } else {
      const beyond = what.step(...arrow);
      if (beyond !== 0) {
        board.onturn(beyond);
        return true;
      }
    }
    told();
    return true;
  }

  function onTheBoard(): boolean {
    if (!found) return false;
    if (event.key.toLowerCase() === 'm' && !event.shiftKey) {
      if (!found.event.movable && !found.event.stretchable) return false;
      drag.lift(found.event, found.column, found.event.movable ? 'move' : 'stretch', 'keys');
      board.onlift();
      return true;
    }
    if (!arrow || event.shiftKey) return false;
    const next = neighbour(board.columns(), found, arrow);
    if (next) board.focus(next.id);
    return true;
  }
}

/** The appointment above or below, or the nearest one of the next column that has any. */
function neighbour(
  columns: AgendaDay[],
  from: { event: AgendaEvent; column: AgendaDay },
  [steps, sideways]: [number, number],
): AgendaEvent | null {
  if (sideways === 0) return from.column.events[from.column.events.indexOf(from.event) + steps] ?? null;
  const index = columns.indexOf(from.column);
  const ahead = sideways > 0 ? columns.slice(index + 1) : columns.slice(0, index).reverse();
  const column = ahead.find((one) => one.events.length > 0);
  const away = (event: AgendaEvent) => Math.abs(event.minute - from.event.minute);
  return column ? (column.events.toSorted((a, b) => away(a) - away(b))[0] ?? null) : null;
}
