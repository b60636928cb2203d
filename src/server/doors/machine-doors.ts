import type { IncomingMessage, ServerResponse } from 'node:http';
import { largestBody } from '#features/api/body.server.ts';
import { problemBody, type ProblemKind } from '#features/api/problems.server.ts';
import { outcomeBody } from '#features/fhir/outcome.server.ts';

const machine = /^\/(?:en\/)?(api|fhir)(?:\/|\?|$)/;
const forms = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\s*(;|$)/i;

/**
 * Before the pages see a program's request: what is no JSON, or too much, is answered in the program's own terms, and a
 * change without a body is given a type, for the pages take one without for a form of another site. Returns whether it
 * answered.
 */
export function answerAtMachineDoor(request: IncomingMessage, response: ServerResponse, origin: string): boolean {
  const [, door] = machine.exec(request.url ?? '') ?? [];
  if (!door || request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return false;
  const type = request.headers['content-type'];
  if (Number(request.headers['content-length'] ?? 0) > largestBody) return refuse(response, door, 'too-large', origin);
  if (type && forms.test(type)) return refuse(response, door, 'not-json', origin);
  request.headers['content-type'] ??= 'application/octet-stream';
  return false;
}

function refuse(response: ServerResponse, door: string, kind: ProblemKind, origin: string): true {
  const problem = problemBody({ kind }, origin, 'es');
  const body = door === 'api' ? problem : outcomeBody('processing', problem.title);
  response.writeHead(problem.status, {
    'content-type': door === 'api' ? 'application/problem+json' : 'application/fhir+json; charset=utf-8',
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex',
    connection: 'close',
  });
  response.end(JSON.stringify(body));
  return true;
}
