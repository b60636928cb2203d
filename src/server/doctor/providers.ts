import { createTransport } from 'nodemailer';
import type { Config } from '../config.ts';
import { smtpSettings } from '../production.ts';
import { broken, good, reasonOf, skipped, warning, type Check, type Finding } from './finding.ts';

const patience = () => AbortSignal.timeout(12_000);

/** Hand-shake, encryption and sign-in at the mail server; `sendTo`: one mail really goes there. */
export function mailCheck(smtp: Config['smtp'], sendTo: string | null): Check {
  return {
    id: 'mail',
    seconds: 30,
    async look() {
      if (!smtp) return [skipped('mail', 'none is configured: rehearsal keeps its mails to itself')];
      const { host, port, security, login, from } = smtpSettings(smtp.url, smtp.from);
      const transport = createTransport({
        host,
        port,
        secure: security === 'tls',
        requireTLS: security === 'starttls',
        ignoreTLS: security === 'none',
        connectionTimeout: 10_000,
        greetingTimeout: 10_000,
        socketTimeout: 15_000,
        ...(login ? { auth: { user: login.user, pass: login.password } } : {}),
      });
      try {
        await transport.verify();
        if (sendTo === null) return [good('mail', `${host}:${port} lets us in; nothing was sent (--mail-to=you@example.org sends one)`)];
        await transport.sendMail({ from, to: sendTo, subject: 'Videoconsulta: doctor', text: 'This mail shows that Videoconsulta can send.\n' });
        return [good('mail', `${host}:${port} took a mail to ${sendTo}; look whether it arrived, and not as spam`)];
      } catch (error) {
        return [broken('mail', `${host}:${port}: ${reasonOf(error)}`, mailMend(error))];
      } finally {
        transport.close();
      }
    },
  };
}

function mailMend(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EAUTH') return 'Name or password in SMTP_URL are not accepted; characters such as @ or / must be percent-encoded.';
  if (code === 'ETLS') return 'The server offers no STARTTLS: use smtps://…:465, or let it offer it.';
  if (code === 'EENVELOPE') return 'The server does not send for MAIL_FROM, or not to that address.';
  return 'Check host and port in SMTP_URL, and whether this machine may reach them (many clouds close port 25 and 465).';
}

/** Whether the SMS providers know us; nothing is sent. */
export function textsCheck(config: Pick<Config, 'twilio' | 'smsapi'>): Check {
  const { twilio, smsapi } = config;
  return {
    id: 'sms',
    seconds: 20,
    async look() {
      const found: Finding[] = [];
      if (twilio) {
        const authorization = `Basic ${Buffer.from(`${twilio.accountSid}:${twilio.authToken}`).toString('base64')}`;
        found.push(await provider('sms-twilio', `${twilio.apiUrl}/2010-04-01/Accounts/${encodeURIComponent(twilio.accountSid)}.json`, authorization, 'TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN'));
      }
      if (smsapi) found.push(await provider('sms-smsapi', `${smsapi.apiUrl}/profile`, `Bearer ${smsapi.token}`, 'SMSAPI_TOKEN'));
      return found.length > 0 ? found : [skipped('sms', 'none is configured: rehearsal keeps its SMS to itself')];
    },
  };
}

async function provider(id: string, url: string, authorization: string, names: string): Promise<Finding> {
  const { host } = new URL(url);
  try {
    const answer = await fetch(url, { headers: { authorization, accept: 'application/json' }, redirect: 'error', signal: patience() });
    if (answer.status === 401 || answer.status === 403) return broken(id, `${host} does not know us (${answer.status})`, `Take ${names} from the provider's console anew.`);
    if (!answer.ok) return broken(id, `${host} answers ${answer.status}`, `Is the account still there? ${names} may belong to another one; see the provider's status page.`);
    const { status } = (await answer.json().catch(() => ({}))) as { status?: unknown };
    if (typeof status === 'string' && status !== 'active') return broken(id, `the account at ${host} is ${status}`, "Pay, prove or reactivate it in the provider's console.");
    return good(id, `${host} knows us; nothing was sent`);
  } catch (error) {
    return broken(id, `${host} does not answer: ${reasonOf(error)}`, 'Let this machine reach it over https, and see its status page.');
  }
}

/** Whether Stripe knows the key, in which mode, and whether it tells this installation what happens. */
export function stripeCheck(stripe: Config['stripe'], publicOrigin: string, mode: Config['mode'], api = 'https://api.stripe.com'): Check {
  return {
    id: 'stripe',
    seconds: 20,
    async look() {
      if (!stripe) return [skipped('stripe', 'none is configured: rehearsal has a Stripe of its own')];
      const ask = (path: string) => fetch(`${api}${path}`, { headers: { authorization: `Bearer ${stripe.secretKey}` }, signal: patience() });
      const keyMode = /^(sk|rk)_live_/.test(stripe.secretKey) ? 'live' : 'test';
      try {
        const answer = await ask('/v1/balance');
        if (answer.status === 401) return [broken('stripe', 'Stripe does not know the key', 'Take STRIPE_SECRET_KEY from the Stripe dashboard anew.')];
        if (!answer.ok) return [broken('stripe', `Stripe answers ${answer.status}`, 'The key may lack rights (a restricted key needs balance, checkout, payments and webhooks), or see status.stripe.com.')];
        const known = (keyMode === 'live') === (mode === 'production') ? good('stripe', `knows the key, ${keyMode} mode`) : broken('stripe', `the key is of ${keyMode} mode`, `${mode} takes keys of the other mode alone.`);
        return [known, await webhook(await ask('/v1/webhook_endpoints?limit=100'), `${publicOrigin}/hooks/stripe`)];
      } catch (error) {
        return [broken('stripe', `does not answer: ${reasonOf(error)}`, 'Let this machine reach api.stripe.com over https.')];
      }
    },
  };
}

async function webhook(answer: Response, wanted: string): Promise<Finding> {
  if (!answer.ok) return warning('stripe-webhook', `could not be asked about (${answer.status})`, `Look yourself in the dashboard: an enabled endpoint ${wanted} must be there.`);
  const { data = [] } = (await answer.json()) as { data?: { url?: string; status?: string }[] };
  const ours = data.filter((one) => one.url === wanted);
  if (ours.some((one) => one.status === 'enabled')) return good('stripe-webhook', `${wanted} is told of events`);
  if (ours.length > 0) return broken('stripe-webhook', `${wanted} is disabled`, 'Enable it in the dashboard; Stripe does that to endpoints that failed for days.');
  return broken('stripe-webhook', `nobody tells ${wanted} of events`, `Add an endpoint with that address in the Stripe dashboard and put its whsec_… into STRIPE_WEBHOOK_SECRET.`);
}
