import type { Page } from 'playwright-core';
import { m } from '#texts/compiled/messages.js';
import { bookVideo, enterWaitingRoom, es, linkIn, patient } from '../tests/journeys/room-steps.ts';
import type { Person, Stage } from '../tests/journeys/stage.ts';
import { percentile, round, type Measured } from './measured.ts';

interface Watching {
  /** Wall time of the last press anywhere on this tab's pages, kept over a navigation. */
  pressedAt(): number;
  /** Wall time at which the first remote frame that is not black was handed to the screen. */
  lit: Promise<number>;
  /** Remote frames so far, black ones included. */
  frames: number;
}

/**
 * Runs in the page. The remote video plays generated black frames while a patient waits, so each frame is drawn on a
 * small canvas and the first with light in it counts, at the moment requestVideoFrameCallback reports it.
 */
const watchPage = () => {
  const wallNow = () => performance.timeOrigin + performance.now();
  document.addEventListener('click', (event) => sessionStorage.setItem('bench-press', String(performance.timeOrigin + event.timeStamp)), true);
  const canvas = document.createElement('canvas');
  canvas.width = 16;
  canvas.height = 12;
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  const isLit = (video: HTMLVideoElement) => {
    if (!brush) return false;
    brush.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data } = brush.getImageData(0, 0, canvas.width, canvas.height);
    let light = 0;
    for (let at = 0; at < data.length; at += 4) light += (data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0);
    return light / (canvas.width * canvas.height * 3) > 20;
  };
  const watching: Watching = { pressedAt: () => Number(sessionStorage.getItem('bench-press')), frames: 0, lit: Promise.resolve(0) };
  watching.lit = new Promise((settle) => {
    const watched = new WeakSet<HTMLVideoElement>();
    const look = () => {
      const video = document.querySelector<HTMLVideoElement>('[data-testid="remote-video"]');
      if (!video || watched.has(video)) return;
      watched.add(video);
      const onFrame = () => {
        const at = wallNow();
        watching.frames += 1;
        if (isLit(video)) settle(at);
        else video.requestVideoFrameCallback(onFrame);
      };
      video.requestVideoFrameCallback(onFrame);
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
    look();
  });
  Object.assign(window, { watching });
};

export const watchFrames = async (person: Person): Promise<void> => {
  await person.context.addInitScript(watchPage);
};
const read = <T>(page: Page, what: (watching: Watching) => T): Promise<Awaited<T>> =>
  page.evaluate(`(${what.toString()})(window.watching)`) as Promise<Awaited<T>>;
export const pressedAt = (page: Page): Promise<number> => read(page, (watching) => watching.pressedAt());
export const litAt = (page: Page): Promise<number> => read(page, (watching) => watching.lit);

/** An appointment of its own for each round, the patient in its waiting room, the specialist signed in. */
export async function gather(stage: Stage, nth: number): Promise<{ appointmentId: string; link: string; carmen: Person; lucia: Person }> {
  const minutes = 9 * 60 + 40 + nth * 40;
  const clock = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  const appointmentId = await bookVideo(stage, clock(minutes));
  await stage.moveTo(new Date(`2026-11-23T${clock(minutes - 10)}:00+01:00`));
  const link = linkIn((await stage.message(patient.mobile, new RegExp(clock(minutes).replace(/^0/, '')))).links, stage.origin);
  const [carmen, lucia] = [await stage.person(), await stage.person()];
  for (const person of [carmen, lucia]) await watchFrames(person);
  await stage.signIn(lucia, stage.practice.accountId);
  await enterWaitingRoom(carmen.page, link);
  return { appointmentId, link, carmen, lucia };
}

/** The specialist's room page with the own camera tried, up to «Dar paso», which is shown but not pressed. */
export async function standAtTheDoor(page: Page, appointmentId: string): Promise<{ admit(): Promise<void> }> {
  await page.goto(`/consulta/${appointmentId}`);
  const enter = page.getByRole('button', { name: m.room_consult_enter({}, es) });
  const admit = page.getByRole('button', { name: m.room_admit({}, es) });
  await enter.or(admit).first().waitFor();
  // A browser that brought a person's press with it enters by itself: then the button goes away again.
  if (await enter.isVisible()) await enter.click({ timeout: 1000 }).catch(() => {});
  await admit.waitFor();
  const preview = page.getByRole('button', { name: m.room_try_devices({}, es) });
  if (await preview.isVisible()) await preview.click();
  await preview.waitFor({ state: 'hidden' });
  return { admit: () => admit.click() };
}

/** Waits until black frames have come through on both sides: the connection is warm. */
export async function warm(people: Person[]): Promise<void> {
  for (const { page } of people) await page.waitForFunction(() => (window as unknown as { watching: Watching }).watching.frames >= 5, undefined, { timeout: 15_000 });
}

/** Ours as a multiple of the bare call, medians of one run; the milliseconds are detail. */
export function asMultiple(ours: number[], bare: number[]): Measured {
  const middle = percentile(bare, 0.5);
  const ratios = ours.map((time) => time / middle);
  return {
    value: round(percentile(ratios, 0.5), 2),
    n: ours.length,
    min: round(Math.min(...ratios), 2),
    max: round(Math.max(...ratios), 2),
    detail: {
      oursMs: { p50: round(percentile(ours, 0.5), 0), p90: round(percentile(ours, 0.9), 0) },
      bareMs: { p50: round(middle, 0), p90: round(percentile(bare, 0.9), 0) },
    },
  };
}
