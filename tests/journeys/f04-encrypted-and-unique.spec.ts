import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkToken } from '#domain/link.ts';
import { m } from '#texts/compiled/messages.js';
import { bookAsPatient, details } from '../world/clinic.ts';
import { dumpOf } from '../world/dump.ts';
import { admitFromRoom, bookVideo, enterWaitingRoom, es, linkIn, patient, remoteFrames, watchPeers } from './room-steps.ts';
import { openStage, phone, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.leave());

const token = (appointmentId: string, role: 'patient' | 'specialist') => linkToken((data) => stage.world.vault.sign('link', data), appointmentId, role, 1);

const dump = () => dumpOf(stage.database.adminUrl);

interface Encryption {
  dtls: string[];
  srtp: string[];
  kinds: string[];
  /** How what goes out is coded. */
  codecs: string[];
  /** How sound goes out, as agreed: the first is used. */
  voice: string[];
}

function encryptionOf(page: Page): Promise<Encryption> {
  return page.evaluate(async () => {
    const { peers } = window as unknown as { peers: RTCPeerConnection[] };
    const found = { dtls: [] as string[], srtp: [] as string[], kinds: [] as string[], codecs: [] as string[], voice: [] as string[] };
    for (const peer of peers.filter((one) => one.connectionState === 'connected')) {
      const stats = await peer.getStats();
      for (const sender of peer.getSenders()) if (sender.track?.kind === 'audio') found.voice.push(...sender.getParameters().codecs.map((codec) => `${codec.mimeType} ${codec.sdpFmtpLine}`));
      for (const report of stats.values()) {
        if (report.type === 'outbound-rtp') found.codecs.push(stats.get(report.codecId)?.mimeType);
        if (report.type === 'transport') {
          found.dtls.push(`${report.dtlsState} ${report.tlsVersion}`);
          found.srtp.push(report.srtpCipher);
        }
        if (report.type === 'inbound-rtp') found.kinds.push(report.kind);
      }
    }
    return found;
  });
}

describe('F4: one unique link per appointment and side', () => {
  it('no two are alike, and the database holds none of them', async () => {
    const first = await bookVideo(stage, '15:00', '2026-11-24');
    const second = await bookVideo(stage, '16:00', '2026-11-24');
    const tokens = [first, second].flatMap((id) => [token(id, 'patient'), token(id, 'specialist')]);
    expect(new Set(tokens).size).toBe(4);
    for (const one of tokens) expect(Buffer.from(one, 'base64url').length * 8).toBeGreaterThanOrEqual(128);
    await stage.runDue();
    const everything = await dump();
    for (const one of tokens) {
      expect(everything).not.toContain(one);
      expect(everything).toContain(createHash('sha256').update(one).digest('hex'));
    }
    for (const one of tokens) expect(JSON.stringify(stage.log)).not.toContain(one);
  });
});

describe('F4: the call is encrypted between the two browsers', () => {
  it('runs over DTLS-SRTP, says «Cifrada» once it is, and leaves no description or address behind', async () => {
    const appointmentId = await bookVideo(stage, '10:00');
    await stage.moveTo(new Date('2026-11-23T09:50:00+01:00'));
    const carmen = await stage.person({ viewport: phone });
    const lucia = await stage.person();
    await watchPeers(carmen);
    await watchPeers(lucia);
    await stage.signIn(lucia, stage.practice.accountId);
    await enterWaitingRoom(carmen.page, linkIn((await stage.message(patient.mobile, /10:00/)).links, stage.origin));
    expect(await carmen.page.getByText(m.room_encrypted({}, es), { exact: true }).count()).toBe(0);
    await lucia.page.goto(`/consulta/${appointmentId}`);
    await admitFromRoom(lucia.page);
    await remoteFrames(carmen.page, 5);
    await remoteFrames(lucia.page, 5);
    for (const { page } of [carmen, lucia]) {
      // Pictures may be there before the first sound.
      await expect.poll(async () => (await encryptionOf(page)).kinds.toSorted()).toEqual(['audio', 'video']);
      await expect.poll(async () => (await encryptionOf(page)).codecs.filter(Boolean)).toHaveLength(2);
      const { dtls, srtp, codecs, voice } = await encryptionOf(page);
      expect(dtls.length).toBeGreaterThan(0);
      for (const state of dtls) expect(state).toMatch(/^connected FE(FD|FC)$/);
      for (const cipher of srtp) expect(['AEAD_AES_128_GCM', 'AEAD_AES_256_GCM', 'AES_CM_128_HMAC_SHA1_80', 'SRTP_AEAD_AES_128_GCM', 'SRTP_AES128_CM_HMAC_SHA1_80']).toContain(cipher);
      // V6: without a chip for pictures VP8 costs least; sound repeats what may get lost, and is silent with who speaks.
      expect(codecs.toSorted()).toEqual(['audio/opus', 'video/VP8']);
      expect([voice[0], voice[1]]).toEqual([expect.stringMatching(/^audio\/red 111\/111/), expect.stringMatching(/^audio\/opus .*usedtx=1;useinbandfec=1/)]);
      await page.getByText(m.room_encrypted({}, es), { exact: true }).waitFor();
    }
    // V7: both read the same three words, and «Coinciden» leaves a quiet mark behind.
    const wordsAt = (page: Page) => page.getByRole('region', { name: m.room_words_label({}, es) }).locator('.words').innerText();
    const heard = await wordsAt(carmen.page);
    expect(heard.split(', ')).toHaveLength(3);
    expect(await wordsAt(lucia.page)).toBe(heard);
    await carmen.page.getByRole('button', { name: m.room_words_yes({}, es), exact: true }).click();
    await carmen.page.getByText(m.room_words_checked({}, es)).waitFor();
    const everything = `${await dump()}\n${JSON.stringify(stage.log)}`;
    expect(everything).not.toContain(heard);
    expect(everything).not.toMatch(/a=candidate|a=fingerprint|typ host/);

    // «No coinciden» ends it for both and gives the telephone.
    await lucia.page.getByRole('button', { name: m.room_words_not({}, es) }).click();
    await lucia.page.getByRole('button', { name: m.room_words_end({}, es) }).click();
    for (const { page } of [carmen, lucia]) await page.getByRole('heading', { name: m.room_mistrusted_title({}, es) }).waitFor();
    expect(await carmen.page.getByRole('link', { name: /^Llamar al/ }).getAttribute('href')).toMatch(/^tel:\+34/);
    await carmen.context.close();
    await lucia.context.close();
  });
});

describe('F4: privacy from the first booking on', () => {
  it('seals the reason and records the consent with its text, version and time', async () => {
    const { appointmentId } = await bookAsPatient(stage.world, details(stage.practice.videoService, new Date('2026-11-25T09:00:00+01:00'), { motivo: 'Canario-7391 en la piel' }));
    expect(await dump()).not.toContain('Canario-7391');
    const consents = await stage.world.as({ kind: 'system', job: 'journey' }, (tx) =>
      tx.selectFrom('consents').selectAll().where('appointment_id', '=', appointmentId).execute(),
    );
    expect(consents).toHaveLength(1);
    expect(consents[0]).toMatchObject({ locale: 'es', kind: 'given' });
    expect(consents[0]?.text_version).toMatch(/\d/);
    expect(consents[0]?.text_hash).toHaveLength(32);
  });
});
