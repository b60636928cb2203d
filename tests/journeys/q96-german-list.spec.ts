import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Page } from 'playwright-core';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeLink } from '#features/room/links.server.ts';
import { linkToken } from '#domain/link.ts';
import { m } from '#texts/compiled/messages.js';
import { admitPractice, browser } from '../world/clinic.ts';
import { dumpOf } from '../world/dump.ts';
import { sitDown } from '../world/open-rooms.ts';
import { linkOf, startCall, type RunningCall } from './call-steps.ts';
import { bookVideo, es, patient } from './room-steps.ts';
import { openStage, type Stage } from './stage.ts';

/**
 * Anlage 31b BMV-Ä, item by item, of one call as it runs. What needs more than one call is shown elsewhere: «is killed and started
 * again» (v09), «goes straight from one to the other» on a bad line (v06), «can record nothing» (supply-chain), «stay kept 90 days» (retention).
 */
let stage: Stage;
let call: RunningCall;
let caller: Socket | null = null;
const pattern = randomBytes(32).toString('hex');
const asked: string[] = [];
const spoken: string[] = [];

beforeAll(async () => {
  stage = await openStage();
  call = await startCall(stage, {
    async prepare({ context, page }) {
      context.on('request', (request) => asked.push(request.url()));
      page.on('websocket', (line) => {
        asked.push(line.url());
        line.on('framesent', ({ payload }) => spoken.push(String(payload)));
        line.on('framereceived', ({ payload }) => spoken.push(String(payload)));
      });
    },
  });
}, 120_000);
afterAll(async () => {
  caller?.close();
  await call?.end();
  await stage?.leave();
});

describe('a video consultation, by the German list', () => {
  it('needs no account of the patient', async () => {
    const cookies = (await call.carmen.context.cookies()).map(({ name }) => name);
    expect(cookies.filter((name) => name.includes('session'))).toEqual([]);
  });

  it('shows the specialist the patient’s real name', async () => {
    await call.lucia.page.getByText(patient.name).first().waitFor();
  });

  it('is reached by that link alone, with that specialist alone', async () => {
    const other = await admitPractice(stage.world);
    const stranger = await stage.person();
    await stage.signIn(stranger, other.accountId);
    expect((await stranger.page.goto(`/consulta/${call.appointmentId}`))?.status()).toBe(404);
    // The very link in another browser enters nothing while the call runs.
    const door = await exchangeLink(stage.world, { token: linkOf(stage, call.appointmentId).split('/').at(-1) ?? '', browserHash: browser('copied') });
    if (!door.ok || door.value.role !== 'patient') throw new Error('no door');
    const seat = { auth: { as: 'patient' }, cookie: `vc_browser=browser copied; vc_seat=${encodeURIComponent(door.value.cookie.value)}` };
    await expect(sitDown(stage.origin, seat, '10.0.0.1')).rejects.toThrow('seat-taken');
    await stranger.context.close();
  });

  it('hears and shows nothing of other callers', async () => {
    // What the pages still say of their own connection while it settles is no news of anybody.
    const clockless = async () => {
      const texts = await Promise.all([call.carmen, call.lucia].map(({ page }) => page.locator('main, section, [role=status]').allInnerTexts()));
      return texts.map((page) => page.join(' ').replace(/\d+:\d\d/g, ''));
    };
    for (const { page } of [call.carmen, call.lucia]) await page.getByText(m.room_encrypted({}, es), { exact: true }).waitFor();
    let before = await clockless();
    const still = async () => {
      const last = before;
      before = await clockless();
      return isDeepStrictEqual(before, last);
    };
    await expect.poll(still, { interval: 500 }).toBe(true);
    const next = await bookVideo(stage, '10:30');
    const token = linkToken((data) => stage.world.vault.sign('link', data), next, 'patient', 1);
    const door = await exchangeLink(stage.world, { token, browserHash: browser('next') });
    if (!door.ok || door.value.role !== 'patient') throw new Error('no door');
    const heard = spoken.length;
    caller = await sitDown(stage.origin, { auth: { as: 'patient' }, cookie: `vc_browser=browser next; vc_seat=${encodeURIComponent(door.value.cookie.value)}` }, '10.0.0.2');
    expect(spoken.slice(heard).filter((frame) => frame.includes(next))).toEqual([]);
    await expect.poll(clockless).toEqual(before);
  });

  it('goes from one browser to the other, without a server between', async () => {
    for (const { page } of [call.carmen, call.lucia]) expect((await told(page)).ends).not.toContain('relay');
  });

  it('is encrypted from end to end as the BSI asks, and says so', async () => {
    for (const { page } of [call.carmen, call.lucia]) {
      const { dtls, cipher } = await told(page);
      expect(dtls).toBe('connected');
      // BSI TR-02102-2: authenticated encryption with forward secrecy.
      expect(cipher).toMatch(/^TLS_(ECDHE_ECDSA_WITH_)?(AES_\d+_GCM|CHACHA20)/);
      await page.getByText(m.room_encrypted({}, es), { exact: true }).waitFor();
    }
  });

  it('is sent no faster than the line carries', async () => {
    for (const { page } of [call.carmen, call.lucia]) {
      // The encoder follows the line's estimate a moment later.
      await expect.poll(async () => told(page).then(({ target, estimated }) => target <= estimated)).toBe(true);
    }
  });

  it('asks no other host', () => {
    expect([...new Set(asked.filter((url) => !/^(data|blob):/.test(url)).map((url) => new URL(url).host))]).toEqual([new URL(stage.origin).host]);
  });

  it('has no place for advertising', async () => {
    for (const { page } of [call.carmen, call.lucia]) expect(await page.locator('iframe, object, embed, ins').count()).toBe(0);
    expect(stage.config.privacy.processors.map(({ role }) => role)).not.toContain('advertising');
  });

  it('gives the practice’s staff an access of their own, for organising alone', async () => {
    const accountId = stage.world.ids.uuid();
    const created_at = stage.clock.now();
    await stage.world.as({ kind: 'system', job: 'test' }, async (tx) => {
      await tx.insertInto('accounts').values({ id: accountId, created_at }).execute();
      await tx.insertInto('assistants').values({ account_id: accountId, specialist_id: stage.practice.specialistId, created_at }).execute();
    });
    const staff = await stage.person();
    await stage.signIn(staff, accountId);
    const statusOf = async (path: string) => (await staff.page.goto(path))?.status();
    expect([await statusOf('/agenda'), await statusOf(`/consulta/${call.appointmentId}`)]).toEqual([200, 403]);
    await staff.page.getByRole('heading', { name: m.room_staff_title({}, es) }).waitFor();
    await staff.context.close();
  });

  it('is neither seen nor stored by whoever runs the site: not in what the server hears, its rows, its log or its files', async () => {
    const { carmen, lucia } = call;
    await carmen.page.getByRole('button', { name: m.room_chat({}, es), exact: true }).click();
    const field = carmen.page.getByRole('region', { name: m.room_chat({}, es) }).getByRole('textbox');
    await field.fill(pattern);
    await field.press('Enter');
    await lucia.page.getByRole('button', { name: m.room_chat_unread({ count: 1 }, es) }).click();
    await lucia.page.getByText(pattern).waitFor();
    expect(spoken.length).toBeGreaterThan(0);
    expect(spoken.join('\n')).not.toContain(pattern);
    const kept = [await dumpOf(stage.database.adminUrl), JSON.stringify(stage.log)];
    expect(kept.join('\n')).toContain(call.appointmentId);
    expect(kept.filter((text) => text.includes(pattern) || traceOfALine.test(text))).toEqual([]);
    expect(filesWith(stage.config.dataDir, pattern)).toEqual([]);
  });

  it('leaves nothing of who was there, when and how after three months', async () => {
    const left = () =>
      stage.world.as({ kind: 'system', job: 'test' }, async (tx) => {
        const events = await tx.selectFrom('room_events').select('id').where('appointment_id', '=', call.appointmentId).execute();
        const facts = await tx.selectFrom('call_facts').select('role').where('appointment_id', '=', call.appointmentId).execute();
        return { events: events.length, facts: facts.length };
      });
    await expect.poll(left).toMatchObject({ facts: 2 });
    await call.lucia.page.keyboard.press('Escape');
    await call.lucia.page.getByRole('button', { name: m.room_hang_up({}, es), exact: true }).click();
    await call.lucia.page.getByRole('button', { name: m.room_finish({}, es) }).click();
    await call.carmen.page.getByText(m.room_finished_title({}, es)).first().waitFor();
    expect((await left()).events).toBeGreaterThan(0);
    await stage.moveTo(new Date(stage.clock.now().getTime() + 92 * 86_400_000));
    expect(await left()).toEqual({ events: 0, facts: 0 });
  });
});

/** What a page's connection tells of itself (W3C webrtc-stats). */
const told = (page: Page) =>
  page.evaluate(async () => {
    const { peers } = window as unknown as { peers: RTCPeerConnection[] };
    const peer = peers.find(({ connectionState }) => connectionState === 'connected');
    const stats = [...((await peer?.getStats()) ?? new Map()).values()];
    const transport = stats.find(({ type }) => type === 'transport');
    const pair = stats.find(({ id }) => id === transport?.selectedCandidatePairId);
    const ends = [pair?.localCandidateId, pair?.remoteCandidateId].map((id) => stats.find((one) => one.id === id)?.candidateType);
    const sent = stats.find(({ type, kind }) => type === 'outbound-rtp' && kind === 'video');
    return { ends, dtls: transport?.dtlsState, cipher: transport?.dtlsCipher, estimated: pair?.availableOutgoingBitrate, target: sent?.targetBitrate };
  });

/** What descriptions of a connection and its addresses look like. */
const traceOfALine = /a=candidate|a=fingerprint|typ host/;

/** The files under a folder that hold these words or a trace of a line, one after the other: all of them are more than one string holds. */
function filesWith(folder: string, words: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return names.filter((name) => {
    const text = contentOf(name);
    return text.includes(words) || traceOfALine.test(text);
  });
}

/** A file's bytes as letters; nothing of a folder, nor of what the database took away meanwhile. */
function contentOf(name: string): string {
  try {
    return readFileSync(name, 'latin1');
  } catch (error) {
    if (['EISDIR', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}
