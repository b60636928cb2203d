import { mount, type ComponentProps } from 'svelte';
import { openRoom, type OpenRoom } from '../open-room.svelte.ts';
import RoomPage from '../RoomPage.svelte';

/** What `room-first.js` leaves: the button a person pressed meanwhile, and when no press is under way. */
interface RoomFirst {
  /** Settles once the seat was asked for, or cannot be. */
  greeting: Promise<void>;
  asked(): string | null;
  settled(): Promise<void>;
}

const greetingMs = 150;
const answerMs = 400;

const scope = globalThis as { vcRoom?: RoomFirst & { line: null } };
// From here on the first script leaves the seat to this one.
const first: RoomFirst = (scope.vcRoom ??= { line: null, greeting: Promise.resolve(), asked: () => null, settled: async () => {} });
const place = document.getElementById('room');
const page = place?.dataset['page'];
if (place && page) void begin(place, JSON.parse(page) as ComponentProps<typeof RoomPage>);

/** Into a call that runs the way is found first; it is drawn while the other side makes its picture (S2). */
async function begin(place: HTMLElement, props: ComponentProps<typeof RoomPage>): Promise<void> {
  await greetFirst();
  const { stage, seat } = props.page.room;
  if (stage !== 'in_call' || seat !== 'mine') return comeAlive(place, props);
  const opened = openRoom({ as: 'patient' }, props.page.room);
  await Promise.race([opened.described, new Promise((settle) => setTimeout(settle, answerMs))]);
  comeAlive(place, props, opened);
}

/** Nothing is drawn before the server was asked (S2). */
function greetFirst(): Promise<unknown> {
  return Promise.race([first.greeting, new Promise((settle) => setTimeout(settle, greetingMs))]);
}

/** Draws the room beside what the server drew and takes its place once it knows where it stands (docs/decisions/0054). */
function comeAlive(place: HTMLElement, props: ComponentProps<typeof RoomPage>, opened: OpenRoom | null = null): void {
  const alive = document.createElement('div');
  alive.hidden = true;
  place.append(alive);
  mount(RoomPage, { target: alive, props: { ...props, opened, onready: () => void takeOver(place, alive) } });
}

async function takeOver(place: HTMLElement, alive: HTMLElement): Promise<void> {
  // Nobody's finger is on what goes away.
  await first.settled();
  const words = (one: Element | null) => (one?.matches('button, a') ? (one.textContent ?? '').trim() : '');
  const focused = words(document.activeElement);
  const asked = first.asked();
  while (alive.previousSibling) alive.previousSibling.remove();
  delete place.dataset['first'];
  alive.hidden = false;
  const named = (name: string) => [...alive.querySelectorAll<HTMLElement>('button, a')].find((one) => words(one) === name);
  if (focused) named(focused)?.focus({ preventScroll: true });
  if (asked) named(asked)?.click();
}
