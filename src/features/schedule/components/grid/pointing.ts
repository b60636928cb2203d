import type { AgendaEvent } from '../../agenda.ts';
import type { AgendaDay } from '../../views.ts';
import type { AgendaDrag } from './drag.svelte.ts';

/** A finger that stays this long takes hold; one that moves before scrolls. */
const longPressMs = 380;
const slack = 6;
const edge = 48;

interface Board {
  drag: AgendaDrag;
  columns: () => AgendaDay[];
  hourPx: number;
  fromHour: () => number;
  find: (id: string) => { event: AgendaEvent; column: AgendaDay } | null;
  ondrop: () => void;
}

/**
 * Mouse, pen and finger over the grid (B9): a press on an appointment moves it, on its lower edge stretches it, on
 * empty time draws a new one. A click stays a click. Attach it to the element that scrolls.
 */
export function pointing(board: Board) {
  return (scroller: HTMLElement) => {
    const { drag } = board;
    let begin: (() => boolean) | null = null;
    let start = { x: 0, y: 0, scroll: 0 };
    let pointer: number | null = null;
    let last = { x: 0, y: 0 };
    let wait: ReturnType<typeof setTimeout> | undefined;
    let frame = 0;
    let swallowClick = false;

    const columnElements = () => [...scroller.querySelectorAll<HTMLElement>('[data-column]')];
    function columnAt(x: number): { column: AgendaDay; top: number } | null {
      const element = columnElements().find((one) => {
        const box = one.getBoundingClientRect();
        return x >= box.left && x < box.right;
      });
      const column = board.columns().find((one) => one.key === element?.dataset['column']);
      return element && column ? { column, top: element.getBoundingClientRect().top } : null;
    }
    const minutes = (px: number) => (px / board.hourPx) * 60;

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
          drag.draw(there.column, board.fromHour() * 60 + minutes(start.y - there.top));
          return true;
        }
        if (stretches ? !found.event.stretchable : !found.event.movable) return false;
        drag.lift(found.event, found.column, stretches ? 'stretch' : 'move', 'pointer');
        return true;
      };
      pointer = event.pointerId;
      start = { x: event.clientX, y: event.clientY, scroll: scroller.scrollTop };
      last = { x: start.x, y: start.y };
      if (event.pointerType === 'touch') wait = setTimeout(takeHold, longPressMs);
    }

    function takeHold() {
      const ok = begin?.() ?? false;
      begin = null;
      if (!ok || pointer === null) return;
      scroller.setPointerCapture(pointer);
      follow();
    }

    function moved(event: PointerEvent) {
      if (event.pointerId !== pointer) return;
      last = { x: event.clientX, y: event.clientY };
      if (drag.lifted?.by === 'pointer') return follow();
      if (!begin || Math.hypot(last.x - start.x, last.y - start.y) < slack) return;
      if (event.pointerType === 'touch') return stop();
      takeHold();
    }

    function follow() {
      const lifted = drag.lifted;
      if (!lifted) return;
      const over = columnAt(last.x)?.column ?? lifted.column;
      drag.pointTo(over, minutes(last.y - start.y + scroller.scrollTop - start.scroll));
      cancelAnimationFrame(frame);
      const box = scroller.getBoundingClientRect();
      const speed = last.y < box.top + edge + 46 ? -9 : last.y > box.bottom - edge ? 9 : 0;
      if (speed === 0) return;
      frame = requestAnimationFrame(() => {
        const before = scroller.scrollTop;
        scroller.scrollTop += speed;
        if (scroller.scrollTop !== before) follow();
      });
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
