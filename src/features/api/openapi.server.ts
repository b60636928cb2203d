import { z, type ZodType } from 'zod';
import { scopes } from '#domain/access-token.ts';
import type { Locale } from '#domain/people.ts';
import { m } from '#texts/compiled/messages.js';
import type { AnyOperation, Operation } from './operation.server.ts';
import { appointments } from './operations/appointments.server.ts';
import { booked } from './operations/booking.server.ts';
import { finding } from './operations/finding.server.ts';
import { practice } from './operations/practice.server.ts';
import { problemShape, statusOfProblem, type ProblemKind } from './problems.server.ts';

/** Every operation there is, in the order of the document. */
export const operations = [...finding, ...booked, ...practice, ...appointments] as unknown as readonly AnyOperation[];

type Json = Record<string, unknown>;

/**
 * The OpenAPI 3.1 document, made from the schemas that parse and shape the calls themselves. `values` fills the
 * examples with what exists on this installation.
 */
export function openApiDocument(origin: string, locale: Locale, values: Record<string, string>): Json {
  const schemas: Json = {};
  schemaOf(problemShape, schemas);
  const paths: Record<string, Json> = {};
  for (const of of operations) (paths[of.path] ??= {})[of.method.toLowerCase()] = describe(of, locale, values, schemas);
  return {
    openapi: '3.1.0',
    info: { title: m.site_name({}, { locale }), version: '1', description: m.api_description({ url: `${origin}/api` }, { locale }) },
    servers: [{ url: origin }],
    externalDocs: { url: `${origin}/api` },
    tags: ['search', 'booking', 'practice', 'appointments'].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'vc_…', description: m.api_scheme_token({ scopes: scopes.join(', ') }, { locale }) },
        hold: { type: 'http', scheme: 'bearer', bearerFormat: 'vh_…', description: m.api_scheme_hold({}, { locale }) },
      },
    },
  };
}

function describe(of: AnyOperation, locale: Locale, values: Record<string, string>, schemas: Json): Json {
  const { auth } = of;
  return {
    operationId: of.id,
    tags: [of.tag],
    summary: of.summary({}, { locale }),
    security: auth.kind === 'open' ? [] : auth.kind === 'hold' ? [{ hold: [] }] : [{ token: [] }],
    ...(auth.kind === 'token' && auth.scope ? { 'x-scope': auth.scope } : {}),
    parameters: [...parameters(of, 'path', of.params, values), ...parameters(of, 'query', of.query, values), ...ownHeaders(of)],
    ...(of.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(of.body, schemas, 'input'), example: fillAll(of.examples.body, values) } } } }
      : {}),
    responses: {
      [of.status]: {
        description: of.summary({}, { locale }),
        headers: answerHeaders(of),
        ...(of.answer ? { content: { 'application/json': { schema: schemaOf(of.answer, schemas) } } } : {}),
      },
      ...(of.method === 'GET' && of.answer ? { 304: { description: 'ETag' } } : {}),
      ...Object.fromEntries(Object.entries(Object.groupBy(problemsOf(of), statusOfProblem)).map(([status, kinds = []]) => [status, problemAnswer(Number(status), kinds)])),
    },
  };
}

/** What can go wrong with this operation, the faults of every call included. */
export function problemsOf(of: AnyOperation): ProblemKind[] {
  return [
    ...of.refusals,
    'invalid-input',
    'too-many-requests',
    'failed',
    'unavailable',
    ...(of.auth.kind === 'open' ? [] : (['token-missing'] as const)),
    ...(of.auth.kind === 'token' ? (['token-invalid'] as const) : []),
    ...(of.auth.kind === 'token' && of.auth.scope ? (['scope-missing'] as const) : []),
    ...(Object.keys(of.examples.params ?? {}).length > 0 ? (['not-found'] as const) : []),
    ...(of.body ? (['too-large', 'not-json'] as const) : []),
    ...(of.method === 'POST' ? (['key-reused', 'still-working'] as const) : []),
    ...(of.conditional ? (['changed-meanwhile', 'condition-missing'] as const) : []),
  ];
}

function problemAnswer(status: number, kinds: ProblemKind[]): Json {
  const name = headerOfProblem[status];
  return {
    description: [...new Set(kinds)].join(', '),
    ...(name ? { headers: { [name]: { schema: { type: 'string' } } } } : {}),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

function parameters(of: Operation<unknown, unknown, unknown, unknown>, where: 'path' | 'query', shape: ZodType, values: Record<string, string>): Json[] {
  const { properties = {} } = schemaOf(shape, {}) as { properties?: Record<string, Json> };
  const fields = (shape as z.ZodObject).shape as Record<string, ZodType>;
  const examples = (where === 'path' ? of.examples.params : of.examples.query) ?? {};
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: where,
    required: where === 'path' || fields[name]?.safeParse(undefined).success === false,
    schema,
    ...(examples[name] === undefined ? {} : { example: fillIn(examples[name], values) }),
  }));
}

function ownHeaders(of: AnyOperation): Json[] {
  const header = (name: string, required: boolean, schema: Json) => ({ name, in: 'header', required, schema });
  return [
    ...(of.method === 'POST' ? [header('Idempotency-Key', false, { type: 'string', minLength: 16, maxLength: 200 })] : []),
    ...(of.conditional ? [header('If-Match', true, { type: 'string' })] : []),
    ...(of.method === 'GET' ? [header('If-None-Match', false, { type: 'string' })] : []),
    header('Accept-Language', false, { type: 'string', examples: ['es', 'en'] }),
  ];
}

/** What tells the way out of a problem beside its body (RFC 9110 §10.2.3, §11.6.1). */
const headerOfProblem: Partial<Record<number, string>> = { 401: 'WWW-Authenticate', 429: 'Retry-After', 503: 'Retry-After' };

function answerHeaders(of: AnyOperation): Json {
  const text = { schema: { type: 'string' } };
  return {
    RateLimit: text,
    'RateLimit-Policy': text,
    'RateLimit-Limit': { schema: { type: 'integer' } },
    'RateLimit-Remaining': { schema: { type: 'integer' } },
    'RateLimit-Reset': { schema: { type: 'integer' } },
    ...(of.answer ? { ETag: text } : {}),
    ...(of.status === 201 ? { Location: text } : {}),
    ...('cursor' in (of.query as z.ZodObject).shape ? { Link: text } : {}),
    ...(of.method === 'POST' ? { 'Idempotency-Replayed': text } : {}),
  };
}

/** JSON Schema 2020-12 of a zod schema; what has a name stands once among the components. */
function schemaOf(shape: ZodType, named: Json, io: 'input' | 'output' = 'output'): Json {
  const { $schema: _draft, $defs = {}, ...schema } = z.toJSONSchema(shape, { io }) as Json & { $defs?: Json };
  for (const [name, definition] of Object.entries($defs as Json)) named[name] = relocated(definition);
  return relocated(schema) as Json;
}

function relocated(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'));
}

function fillIn(text: string, values: Record<string, string>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (hole, name: string) => values[name] ?? hole);
}

function fillAll(example: unknown, values: Record<string, string>): unknown {
  return example === undefined ? undefined : JSON.parse(fillIn(JSON.stringify(example), values));
}
