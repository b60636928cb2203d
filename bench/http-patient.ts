import { Agent, request } from 'node:http';
import { details } from '../tests/world/clinic.ts';
import type { FreeSlot } from './whole-booking.ts';

export interface Answer {
  status: number;
  location: string;
  body: string;
  ms: number;
}

/** A browser without script that books: its own cookies, the forms of the pages. */
export interface HttpPatient {
  mobile: string;
  /** Opens the form for a slot. */
  open(slot: FreeSlot): Promise<Answer>;
  /** Sends the details for a slot; 303 to the booking's own page where it is held. */
  hold(slot: FreeSlot): Promise<Answer>;
  /** Types the code on the page that `hold` led to. */
  prove(path: string, code: string): Promise<Answer>;
  /** Reads a page. */
  read(path: string): Promise<Answer>;
}

/** Patient number `nth` of a site; connections are kept and shared by all who use the same `agent`. */
export function httpPatient(origin: string, nth: number, agent: Agent): HttpPatient {
  const cookies = new Map<string, string>();
  const mobile = `+346${String(60_000_000 + nth).padStart(8, '0')}`;

  function send(method: 'GET' | 'POST', path: string, form: Record<string, string>): Promise<Answer> {
    const body = new URLSearchParams(form).toString();
    const headers = {
      accept: 'text/html',
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(method === 'POST' ? { origin, 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) } : {}),
    };
    const before = performance.now();
    return new Promise((settle, fail) => {
      const sent = request(`${origin}${path}`, { method, agent, headers }, (response) => {
        for (const line of response.headers['set-cookie'] ?? []) {
          const [pair = ''] = line.split(';');
          cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
        }
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () =>
          settle({ status: response.statusCode ?? 0, location: response.headers.location ?? '', body: Buffer.concat(chunks).toString(), ms: performance.now() - before }),
        );
      });
      sent.on('error', fail);
      sent.end(method === 'POST' ? body : undefined);
    });
  }

  const formOf = ({ serviceId, startsAt }: FreeSlot) => `/reservar?servicio=${serviceId}&inicio=${encodeURIComponent(startsAt.toISOString())}`;

  return {
    mobile,
    open: (slot) => send('GET', formOf(slot), {}),
    hold(slot) {
      const { serviceId, startsAt } = slot;
      const form = details(serviceId, startsAt, { nombre: `Paciente Número ${nth}`, movil: mobile, correo: `paciente${nth}@correo.example`, clave: `bench-${nth}-0123456789abcdef` });
      // The form goes to the address of the page it stands on.
      return send('POST', formOf(slot), Object.fromEntries(Object.entries(form).map(([name, value]) => [name, String(value)])));
    },
    prove: (path, code) => send('POST', `${path}?/codigo`, { codigo: code }),
    read: (path) => send('GET', path, {}),
  };
}

export const manyConnections = () => new Agent({ keepAlive: true, maxSockets: 256 });
