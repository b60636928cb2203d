import type { AgendaEvent } from '../../agenda.ts';
import type { AgendaDay } from '../../views.ts';
import type { AgendaDrag } from './drag.svelte.ts';

/** A finger that stays this long takes hold; one that moves before scrolls. */
const longPressMs = 380;
const slack = 6;
const edge = 48;
/** Held so long at a side of the grid, what is in the air turns the page; again and again while it stays there. */
const turnMs = 700;
const turnAgainMs = 1100;
const axis = 56;
const side = 32;
/** Nearer to where it was taken hold of, nobody means the side. */
const towardsSide = 40;

interface Board {
  drag: AgendaDrag;
  columns: () => AgendaDay[];
  hourPx: number;
  fromHour: () => number;
  find: (id: string) => { event: AgendaEvent; column: AgendaDay } | null;
  ondrop: () => void;
  /** At which side what is in the air is held; 0 at none. */
  onlean: (direction: -1 | 0 | 1) => void;
  /** Shows the week (or day) beside this one. */
  onturn: (direction: -1 | 1) => Promise<void>;
}

/**
 * Mouse, pen and finger over the grid (B9): a press on an appointment moves it, on its lower edge stretches it, on
 * empty time draws a new one; held at a side it turns the page. A click stays a click. Attach it to the element that
 * scrolls.
 */
export function pointing(board: Board) {
  return (scroller: HTMLElement) => {
    const { drag } = board;
    let begin: (() => boolean) | null = null;
    let grabbed = 0;
    let leaning: -1 | 0 | 1 = 0;
    let turning: ReturnType<typeof setTimeout> | undefined;
    let pressedOn: Element | null = null;
    let pointer: number | null = null;
    let [down, last] = [
      { x: 0, y: 0 },
      { x: 0, y: 0 },
    ];
    let wait: ReturnType<typeof setTimeout> | undefined;
    let frame = 0;
    let swallowClick = false;

    const columnElements = () => [...scroller.querySelectorAll<HTMLElement>('[data-column]')];
    function columnAt(x: number): AgendaDay | null {
      const element = columnElements().find((one) => {
        const box = one.getBoundingClientRect();
        return x >= box.left && x < box.right;
      });
      return board.columns().find((one) => one.key === element?.dataset['column']) ?? null;
    }
    /** Which minute of the day that is, however far the grid is scrolled and whichever hours it shows. */
    function minuteAt(y: number): number {
      const top = columnElements()[0]?.getBoundingClientRect().top ?? 0;
      return board.fromHour() * 60 + ((y - top) / board.hourPx) * 60;
    }

    function pressed(event: PointerEvent) {
      if (event.button !== 0 || !event.isPrimary || !(event.target instanceof Element)) return;
      swallowClick = false;
      const card = event.target.closest<HTMLElement>('[data-cita]');
      const found = card ? board.find(card.dataset['cita'] ?? '') : null;
      const there = columnAt(event.clientX);
      if (card ? !found : !event.target.closest('[data-column]') || !there) return;
      const stretches = event.target.closest('[data-grip]') !== null;
      begin = () => {
        if (!found) {
          if (!there) return false;
          drag.draw(there, grabbed);
          return true;
        }
        if (stretches ? !found.event.stretchable : !found.event.movable) return false;
        drag.lift(found.event, found.column, stretches ? 'stretch' : 'move', 'pointer');
        return true;
      };
      pointer = event.pointerId;
      grabbed = minuteAt(event.clientY);
      last = { x: event.clientX, y: event.clientY };
      down = last;
      pressedOn = event.target;
      if (event.pointerType === 'touch') wait = setTimeout(takeHold, longPressMs);
    }

    function takeHold() {
      const ok = begin?.() ?? false;
      begin = null;
      if (!ok || pointer === null) return;
      scroller.setPointerCapture(pointer);
      // The page may be turned under a finger: what it pressed is gone then, and still is what hears of it.
      pressedOn?.addEventListener('touchmove', touched as EventListener, { passive: false });
      follow();
    }

    function moved(event: PointerEvent) {
      if (event.pointerId !== pointer) return;
      last = { x: event.clientX, y: event.clientY };
      if (drag.lifted?.by === 'pointer') return follow();
      if (!begin || Math.hypot(last.x - down.x, last.y - down.y) < slack) return;
      if (event.pointerType === 'touch') return stop();
      takeHold();
    }

    function follow() {
      const lifted = drag.lifted;
      if (!lifted) return;
      const box = scroller.getBoundingClientRect();
      const within = Math.max(box.left + axis + 1, Math.min(box.right - 2, last.x));
      drag.pointTo(columnAt(within) ?? lifted.column, minuteAt(last.y) - grabbed);
      const meant = lifted.grip === 'move' && Math.abs(last.x - down.x) > towardsSide;
      lean(!meant ? 0 : last.x < box.left + axis ? -1 : last.x > box.right - side ? 1 : 0);
      cancelAnimationFrame(frame);
      const speed = last.y < box.top + edge + 46 ? -9 : last.y > box.bottom - edge ? 9 : 0;
      if (speed === 0) return;
      frame = requestAnimationFrame(() => {
        const before = scroller.scrollTop;
        scroller.scrollTop += speed;
        if (scroller.scrollTop !== before) follow();
      });
    }

    function lean(direction: -1 | 0 | 1) {
      if (direction === leaning) return;
      leaning = direction;
      clearTimeout(turning);
      board.onlean(direction);
      if (direction !== 0) turning = setTimeout(() => void turn(direction), turnMs);
    }
    async function turn(direction: -1 | 1) {
      await board.onturn(direction);
      if (leaning !== direction || drag.lifted?.by !== 'pointer') return;
      follow();
      turning = setTimeout(() => void turn(direction), turnAgainMs);
    }

    function released(event: PointerEvent) {
      if (event.pointerId !== pointer) return;
      const inTheAir = drag.lifted?.by === 'pointer';
      // A press on empty time that went nowhere draws too: a click is enough for a new appointment.
      const onEmpty = !inTheAir && begin && event.target instanceof Element && !event.target.closest('[data-cita], a, button');
      if (onEmpty && event.pointerType !== 'touch') begin?.();
      stop();
      if (inTheAir || onEmpty) {
        swallowClick = inTheAir;
        if (drag.lifted) board.ondrop();
      }
    }

    function stop() {
      clearTimeout(wait);
      cancelAnimationFrame(frame);
      lean(0);
      pressedOn?.removeEventListener('touchmove', touched as EventListener);
      pressedOn = null;
      begin = null;
      pointer = null;
    }
    function cancelled() {
      stop();
      if (drag.lifted?.by === 'pointer') drag.take();
    }
    // Once something is in the air a finger no longer scrolls.
    const touched = (event: TouchEvent) => drag.lifted?.by === 'pointer' && event.preventDefault();
    const clicked = (event: MouseEvent) => {
      if (!swallowClick) return;
      swallowClick = false;
      event.preventDefault();
      event.stopPropagation();
    };
    const escaped = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || drag.lifted?.by !== 'pointer') return;
      event.preventDefault();
      swallowClick = true;
      cancelled();
    };
    const noMenu = (event: Event) => drag.lifted && event.preventDefault();

    const listeners: [string, (event: never) => void, AddEventListenerOptions?][] = [
      ['pointerdown', pressed],
      ['pointermove', moved],
      ['pointerup', released],
      ['pointercancel', cancelled],
      ['touchmove', touched, { passive: false }],
      ['click', clicked, { capture: true }],
      ['contextmenu', noMenu],
    ];
    for (const [name, listener, options] of listeners) scroller.addEventListener(name, listener as EventListener, options);
    document.addEventListener('keydown', escaped, { capture: true });
    return () => {
      stop();
      for (const [name, listener, options] of listeners) scroller.removeEventListener(name, listener as EventListener, options);
      document.removeEventListener('keydown', escaped, { capture: true });
    };
  };
}
