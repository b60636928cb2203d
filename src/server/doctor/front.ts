import { resolve4, resolve6 } from 'node:dns/promises';
import { connect } from 'node:tls';
import { broken, good, reasonOf, skipped, warning, type Check, type Finding } from './finding.ts';

const dayMs = 24 * 3_600_000;

/** That the public name leads somewhere. */
export function dnsCheck(publicOrigin: string, resolve: readonly ((name: string) => Promise<string[]>)[] = [resolve4, resolve6]): Check {
  const { hostname } = new URL(publicOrigin);
  return {
    id: 'dns',
    seconds: 15,
    async look() {
      if (isLocal(hostname)) return [skipped('dns', `${hostname} needs none`)];
      const answers = await Promise.allSettled(resolve.map((one) => one(hostname)));
      const found = answers.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
      if (found.length > 0) return [good('dns', `${hostname} is ${found.join(', ')}`)];
      const first = answers[0];
      return [broken('dns', `${hostname} has no address${first?.status === 'rejected' ? ` (${reasonOf(first.reason)})` : ''}`, `Add an A record (and AAAA, where there is IPv6) for ${hostname} that leads to this server.`)];
    },
  };
}

/** The certificate that people are shown: for this name, trusted, and not about to end. `trust`: certificates besides the system's. */
export function tlsCheck(publicOrigin: string, now: () => Date, trust?: { ca: string }): Check {
  const { hostname, port, protocol } = new URL(publicOrigin);
  return {
    id: 'tls',
    seconds: 15,
    look: async () => (protocol === 'https:' ? [await certificate('tls', hostname, Number(port || 443), now, trust)] : [skipped('tls', `${publicOrigin} is plain http: rehearsal only`)]),
  };
}

/** One certificate, whoever shows it. */
export function certificate(id: string, host: string, port: number, now: () => Date, trust?: { ca: string }): Promise<Finding> {
  return new Promise((settle) => {
    const socket = connect({ host, port, servername: /^[\d.:]+$/.test(host) ? '' : host, rejectUnauthorized: false, timeout: 10_000, ...trust }, () => {
      const shown = socket.getPeerCertificate();
      const trusted = socket.authorized;
      const why = socket.authorizationError;
      socket.destroy();
      const until = new Date(shown.valid_to);
      const days = Math.floor((until.getTime() - now().getTime()) / dayMs);
      const renew = `Renew it (certbot renew) and reload what shows it on port ${port}.`;
      if (days < 0) settle(broken(id, `the certificate of ${host} ended ${-days} days ago`, renew));
      else if (!trusted) settle(broken(id, `the certificate of ${host} is not trusted (${String(why)})`, 'Show one that names this host, with its whole chain.'));
      else if (days < 14) settle(warning(id, `the certificate of ${host} ends in ${days} days`, `${renew} Renewal by itself seems not to work.`));
      else settle(good(id, `the certificate of ${host} holds for ${days} days more`));
    });
    socket.on('timeout', () => socket.destroy(new Error('no answer within 10 s')));
    socket.on('error', (error) => settle(broken(id, `nobody speaks TLS at ${host}:${port}: ${reasonOf(error)}`, `Let the proxy listen there (deploy/nginx.conf) and the firewall let port ${port} in.`)));
  });
}

/** That the product itself answers at its public address, and says that it is ready. */
export function siteCheck(publicOrigin: string): Check {
  return {
    id: 'site',
    seconds: 15,
    async look() {
      const answer = await fetch(`${publicOrigin}/readyz`, { signal: AbortSignal.timeout(10_000), redirect: 'manual' }).catch((error: unknown) => reasonOf(error));
      if (typeof answer === 'string') return [broken('site', `${publicOrigin} does not answer: ${answer}`, 'Start the product, and let the proxy pass everything on to its PORT.')];
      if (answer.status === 200) return [good('site', `${publicOrigin} answers and is ready`)];
      if (answer.status === 404 || answer.status === 403) return [good('site', `${publicOrigin} answers; its proxy keeps /readyz to itself`)];
      return [broken('site', `${publicOrigin}/readyz answers ${answer.status}: ${(await answer.text()).slice(0, 120).trim()}`, 'The product runs but is not ready, or the proxy does not reach it: see the log.')];
    },
  };
}

const isLocal = (hostname: string) => hostname === 'localhost' || hostname === '[::1]' || /^[\d.]+$/.test(hostname);
