import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { m } from '#texts/compiled/messages.js';
import type { Person, Stage } from './stage.ts';

export const es = { locale: 'es' } as const;
export const patient = { name: 'Carmen Ruiz Lozano', mobile: '+34612345678', email: 'carmen.ruiz@correo.example' };

/** Remembers every peer connection of the page, so that a journey can ask for its statistics. */
export const keepPeers = () => {
  const peers: RTCPeerConnection[] = [];
  Object.assign(window, { peers });
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      peers.push(this);
    }
  };
};

export async function watchPeers(person: Person): Promise<void> {
  await person.context.addInitScript(keepPeers);
}

/** The practice books Carmen for a video appointment; `hora` on the practice's wall on 23 November 2026. */
export async function bookVideo(stage: Stage, hora: string, dia = '2026-11-23'): Promise<string> {
  const booked = await bookForPatient(
    stage.world,
    stage.practice.actor,
    { servicio: stage.practice.videoService, dia, hora, persona: '', nombre: patient.name, movil: patient.mobile, correo: patient.email, fuera: 'si' },
    'es',
  );
  if (!booked.ok) throw new Error(`not booked: ${booked.kind}`);
  return booked.value.appointmentId;
}

/** The first link in a text to `/e/…` on this stage. */
export function linkIn(links: readonly string[], origin: string): string {
  const link = links.find((one) => one.startsWith(`${origin}/e/`) && one.split('/').length === 5);
  if (!link) throw new Error(`no link to the appointment in ${links.join(', ')}`);
  return link;
}

/** From the link page to the waiting room with camera and microphone on; ends when the page says that they know. */
export async function enterWaitingRoom(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole('button', { name: m.link_enter({}, es) }).click();
  await page.waitForURL('**/sala');
  await page.getByRole('button', { name: m.room_try_devices({}, es) }).click();
  await page.getByText(m.room_knows_you_are_here({}, es)).waitFor();
}

/** The specialist's room page, from a click on the appointment in the agenda to «Dar paso»; outside of a test runner too. */
export async function admitFromRoom(page: Page): Promise<void> {
  const enter = page.getByRole('button', { name: m.room_consult_enter({}, es) });
  const admit = page.getByRole('button', { name: m.room_admit({}, es) });
  do {
    await enter.or(admit).first().waitFor();
    // A browser that brought a person's press with it enters by itself, and the button goes while it is being pressed; another one asks for it.
    if (await enter.isVisible()) await enter.click({ timeout: 1000 }).catch(() => {});
  } while (!(await admit.isVisible()));
  await admit.click();
}

/** Counts decoded remote frames by `requestVideoFrameCallback`; resolves when `count` came. */
export async function remoteFrames(page: Page, count: number): Promise<number> {
  const video = page.getByTestId('remote-video');
  await video.waitFor({ state: 'attached' });
  return video.evaluate(
    (element, wanted) =>
      new Promise<number>((settle) => {
        const far = element as HTMLVideoElement;
        let seen = 0;
        const next = () => {
          seen += 1;
          if (seen >= wanted) settle(seen);
          else far.requestVideoFrameCallback(next);
        };
        far.requestVideoFrameCallback(next);
      }),
    count,
  );
}

/** Total audio energy received so far, from getStats; the fake microphone beeps, so it grows. */
export const receivedEnergy = async () => {
  const { peers } = window as unknown as { peers: RTCPeerConnection[] };
  let energy = 0;
  for (const peer of peers) {
    for (const report of (await peer.getStats()).values()) {
      if (report.type === 'inbound-rtp' && report.kind === 'audio') energy += report.totalAudioEnergy ?? 0;
    }
  }
  return energy;
};

export function soundEnergy(page: Page): Promise<number> {
  return page.evaluate(receivedEnergy);
}

/** Sound arrives at this page: its received energy grows. A rebuilt sound begins to count anew. */
export async function hearsTheOther(page: Page): Promise<void> {
  let before = await soundEnergy(page);
  const grew = async () => {
    const last = before;
    before = await soundEnergy(page);
    return before > last;
  };
  await vi.waitFor(async () => expect(await grew()).toBe(true), { timeout: 40_000, interval: 200 });
}
