import type { Locator, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { linkPath, linkToken } from '#domain/link.ts';
import { m } from '#texts/compiled/messages.js';
import type { AppProcess } from '../world/start-app-process.ts';
import { admitFromRoom, bookVideo, enterWaitingRoom, es, remoteFrames, watchPeers } from './room-steps.ts';
import type { Person, PersonOptions, Stage } from './stage.ts';

export interface RunningCall {
  appointmentId: string;
  carmen: Person;
  lucia: Person;
  /** Seconds from «Dar paso» to pictures on both sides. */
  seconds: number;
  end(): Promise<void>;
}

export interface CallOptions {
  patient?: PersonOptions;
  specialist?: PersonOptions;
  /** Addresses of the process that serves each side; the stage's own without. */
  origins?: { patient: string; specialist: string };
  /** Further processes, whose clocks follow. */
  processes?: Pick<AppProcess, 'moveTo'>[];
  /** What the patient does in the waiting room. */
  before?: (page: Page) => Promise<void>;
  prepare?: (person: Person) => Promise<unknown>;
}

const calls = new WeakMap<Stage, number>();

/** Books the next appointment of this stage and moves the clock to its hour. */
export async function nextAppointment(stage: Stage, processes: Pick<AppProcess, 'moveTo'>[] = []): Promise<string> {
  const nth = calls.get(stage) ?? 0;
  calls.set(stage, nth + 1);
  // Monday to Friday of one week, each with the practice's morning and afternoon.
  const day = `2026-11-${23 + Math.floor(nth / 9)}`;
  const clock = `${String(10 + (nth % 9)).padStart(2, '0')}:00`;
  const appointmentId = await bookVideo(stage, clock, day);
  const now = new Date(`${day}T${clock}:00+01:00`);
  await stage.moveTo(now);
  for (const app of processes) await app.moveTo(now);
  return appointmentId;
}

/** The way into an appointment for its patient. */
export const linkOf = (stage: Stage, appointmentId: string): string => linkPath(linkToken((data) => stage.world.vault.sign('link', data), appointmentId, 'patient', 1));

/** An appointment of its own, both in the room, admitted, pictures running both ways. */
export async function startCall(stage: Stage, options: CallOptions = {}): Promise<RunningCall> {
  const appointmentId = await nextAppointment(stage, options.processes);
  const { patient = stage.origin, specialist = stage.origin } = options.origins ?? {};
  const [carmen, lucia] = [await stage.person(options.patient), await stage.person(options.specialist)];
  for (const person of [carmen, lucia]) {
    await watchPeers(person);
    await options.prepare?.(person);
  }
  await stage.signIn(lucia, stage.practice.accountId);
  await enterWaitingRoom(carmen.page, `${patient}${linkOf(stage, appointmentId)}`);
  await options.before?.(carmen.page);
  await lucia.page.goto(`${specialist}/consulta/${appointmentId}`);
  const began = performance.now();
  await admitFromRoom(lucia.page);
  await Promise.all([remoteFrames(carmen.page, 5), remoteFrames(lucia.page, 5)]);
  const seconds = (performance.now() - began) / 1000;
  return {
    appointmentId,
    carmen,
    lucia,
    seconds,
    async end() {
      for (const person of [carmen, lucia]) await person.context.close();
    },
  };
}

interface Gaps {
  lastAt: number;
  longest: number;
}

/** Begins to watch for pauses between decoded remote frames; `longestGap` tells and begins anew. */
export async function watchGaps(page: Page): Promise<void> {
  await page.getByTestId('remote-video').evaluate((element) => {
    const gaps: Gaps = { lastAt: performance.now(), longest: 0 };
    Object.assign(window, { gaps });
    let framesBefore = 0;
    // Frames that were decoded count, drawn or not: a busy machine draws late.
    setInterval(() => {
      const frames = (element as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames;
      const now = performance.now();
      if (frames > framesBefore) gaps.lastAt = now;
      framesBefore = frames;
      gaps.longest = Math.max(gaps.longest, now - gaps.lastAt);
    }, 20);
  });
}

/** Milliseconds of the longest pause since the last question. */
export const longestGap = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const { gaps } = window as unknown as { gaps: Gaps };
    const { longest } = gaps;
    gaps.longest = 0;
    return longest;
  });

interface OwnLine {
  bad: boolean;
  /** Milliseconds of machine time that pass at once. */
  skip(milliseconds: number): void;
}

/** Runs in the page: lets a test say how its line is, and does not wait for what takes a line of that kind to be spoken of. */
export const keepLine = () => {
  const { getStats } = RTCPeerConnection.prototype;
  const now = performance.now.bind(performance);
  let skipped = 0;
  const line: OwnLine = { bad: false, skip: (milliseconds) => void (skipped += milliseconds) };
  Object.assign(window, { line });
  performance.now = () => now() + skipped;
  RTCPeerConnection.prototype.getStats = async function (this: RTCPeerConnection) {
    const told = new Map(await (getStats as () => Promise<RTCStatsReport>).call(this));
    for (const [id, entry] of told) if (line.bad && entry.type === 'candidate-pair') told.set(id, { ...entry, currentRoundTripTime: 1.2 });
    return told as unknown as RTCStatsReport;
  } as typeof getStats;
};

/** The page's line is bad, or good, until the page asks its person about it (V9); the button with which they agree. */
export async function askedAboutLine(page: Page, state: 'bad' | 'good'): Promise<Locator> {
  const yes = page.getByRole('button', { name: m.call_step_yes({}, es), exact: true });
  const passes = () =>
    page.evaluate((bad) => {
      const { line } = window as unknown as { line: OwnLine };
      line.bad = bad;
      line.skip(20_000);
    }, state === 'bad');
  const asked = async () => {
    await passes();
    expect(await yes.isVisible()).toBe(true);
  };
  await vi.waitFor(asked, { timeout: 40_000, interval: 600 });
  return yes;
}

/** Runs in the page: counts its open sockets. */
export const keepLines = () => {
  const lines = { up: 0 };
  Object.assign(window, { lines });
  const Original = window.WebSocket;
  window.WebSocket = class extends Original {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('open', () => {
        lines.up += 1;
        this.addEventListener('close', () => (lines.up -= 1));
      });
    }
  };
};

/** Waits until the page's line to the server is up, or down. */
export async function lineIs(page: Page, state: 'up' | 'down', timeout: number): Promise<void> {
  await page.waitForFunction((wanted) => (window as unknown as { lines: { up: number } }).lines.up > 0 === (wanted === 'up'), state, { timeout });
}
