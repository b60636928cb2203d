import { fork } from 'node:child_process';
import { join } from 'node:path';
import { smtpMail } from '#adapters/mail/smtp.ts';
import { twilioTexts } from '#adapters/texts/twilio.ts';
import type { Arrived, FromSinks } from './sinks.ts';

/** Where the sinks take mail and SMS. */
export interface SinkPlaces {
  smtpPort: number;
  httpUrl: string;
}
export interface Sinks extends SinkPlaces {
  /** Everything that arrived so far. */
  report(): Promise<Arrived[]>;
  stop(): void;
}

/** Starts `sinks.ts` as a process of its own; `onCode` hears every code that an SMS brings, as its receiver reads it. */
export async function startSinks(onCode?: (to: string, code: string) => void): Promise<Sinks> {
  const child = fork(join(import.meta.dirname, 'sinks.ts'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let reported: ((arrived: Arrived[]) => void) | null = null;
  const where = await new Promise<SinkPlaces>((settle, fail) => {
    child.on('exit', (code) => fail(new Error(`the sinks ended with ${code}`)));
    child.on('message', (told: FromSinks) => {
      if ('smtpPort' in told) settle(told);
      else if ('code' in told) onCode?.(told.to, told.code);
      else reported?.(told.arrived);
    });
  });
  return {
    ...where,
    report() {
      child.send('report');
      return new Promise((settle) => (reported = settle));
    },
    stop: () => child.send('stop'),
  };
}

/** The product's own adapters, sending to the sinks. */
export function sendersTo({ smtpPort, httpUrl }: SinkPlaces, publicOrigin: string) {
  const mail = smtpMail({ host: '127.0.0.1', port: smtpPort, security: 'none', login: null, from: { name: 'Videoconsulta', address: 'citas@bench.example' } });
  const login = { accountSid: 'AC00000000000000000000000000000000', authToken: 'bench' };
  const texts = twilioTexts({ ...login, baseUrl: httpUrl, from: '+34600000000', statusCallbackUrl: `${publicOrigin}/hooks/sms` });
  return { mail, texts };
}
