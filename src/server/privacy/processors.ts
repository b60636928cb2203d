import { z } from 'zod';
import type { PrivacySettings, Processor, ProcessorRole } from '#domain/privacy/controller.ts';

const optional = z.string().trim().min(1).optional();
/** `Name of the company, ES`: who, and in which country. */
const provider = z.string().trim().regex(/^.{2,120}, ?[A-Z]{2}$/, 'a name and a country, such as: Empresa S.L., ES').optional();

/** What of the environment tells who answers for the data and who else gets some of it. */
export const privacyNames = {
  CONTROLLER_NAME: optional,
  CONTROLLER_ADDRESS: optional,
  CONTROLLER_EMAIL: z.email('an address of mail').optional(),
  DATA_OFFICER: optional,
  NOTICE_COUNTRY: z.enum(['ES', 'MX']).default('ES'),
  HOSTING: provider,
  MAIL_PROVIDER: provider,
  RELAY_PROVIDER: provider,
};
type ProcessorNames = z.infer<z.ZodObject<typeof privacyNames>>;

/** Nobody may gather data without saying who they are (art. 13). */
export const neededInProduction = ['CONTROLLER_NAME', 'CONTROLLER_ADDRESS', 'CONTROLLER_EMAIL', 'HOSTING', 'MAIL_PROVIDER'] as const;

interface Hosts {
  publicOrigin: string;
  smtp: { url: string } | null;
  twilio: { apiUrl: string } | null;
  smsapi: { apiUrl: string } | null;
  stripe: object | null;
  turn: { turnUrls: string[] };
}

/** Companies whose place follows from the host that is spoken to. */
const known: Record<string, { name: string; country: string }> = {
  'api.twilio.com': { name: 'Twilio Inc.', country: 'US' },
  'api.smsapi.com': { name: 'LINK Mobility Poland (SMSAPI)', country: 'PL' },
  'api.stripe.com': { name: 'Stripe Payments Europe, Ltd.', country: 'IE' },
};

const hostOf = (url: string) => (URL.canParse(url) && new URL(url).hostname) || url.replace(/^turns?:/, '').replace(/[:?].*$/, '');

function processor(role: ProcessorRole, host: string, told: string | undefined): Processor {
  const comma = told?.lastIndexOf(',') ?? -1;
  if (told && comma > 0) return { role, host, name: told.slice(0, comma).trim(), country: told.slice(comma + 1).trim() };
  const one = known[host];
  return { role, host, name: one?.name ?? host, country: one?.country ?? null };
}

/**
 * Who answers for the data and who else gets some of it (art. 13, 28, 30; quality 79, 97): one entry for each host that
 * this configuration speaks to, and none for what is not configured.
 */
export function privacySettings(names: ProcessorNames, hosts: Hosts): PrivacySettings {
  const relay = hosts.turn.turnUrls[0];
  return {
    controller: {
      name: names.CONTROLLER_NAME ?? 'Videoconsulta (ensayo)',
      address: names.CONTROLLER_ADDRESS ?? 'Calle de la Prueba 1, Madrid',
      email: names.CONTROLLER_EMAIL ?? 'privacidad@videoconsulta.example',
      officer: names.DATA_OFFICER ?? null,
    },
    country: names.NOTICE_COUNTRY,
    processors: [
      processor('hosting', hostOf(hosts.publicOrigin), names.HOSTING),
      ...(hosts.smtp ? [processor('mail', hostOf(hosts.smtp.url), names.MAIL_PROVIDER)] : []),
      ...(hosts.smsapi ? [processor('texts', hostOf(hosts.smsapi.apiUrl), undefined)] : []),
      ...(hosts.twilio ? [processor('texts', hostOf(hosts.twilio.apiUrl), undefined)] : []),
      ...(hosts.stripe ? [processor('cards', 'api.stripe.com', undefined)] : []),
      ...(relay ? [processor('relay', hostOf(relay), names.RELAY_PROVIDER ?? names.HOSTING)] : []),
    ],
  };
}
