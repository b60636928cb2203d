import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Parsed } from './api-clinic.ts';

type Json = Record<string, unknown>;

/** One operation of the document, with what judges its answers. */
export interface Documented {
  id: string;
  method: string;
  path: string;
  security: 'open' | 'hold' | 'token';
  scope: string | null;
  parameters: { name: string; in: string; required: boolean; schema: Json; example?: string }[];
  body: { schema: Json; example: unknown } | null;
  /** What is wrong with an answer; null where it is as the document says. */
  wrong(status: number, contentType: string | null, json: unknown): string | null;
}

/** Reads the operations out of an OpenAPI document; nothing of our own code judges here, only the document and ajv. */
export function readDocument(document: Parsed): Documented[] {
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: 'doc', components: document.components });
  const compiled = new Map<Json, ValidateFunction>();
  const judge = (schema: Json): ValidateFunction => {
    let known = compiled.get(schema);
    if (!known) compiled.set(schema, (known = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"doc#/components/')))));
    return known;
  };
  return Object.entries(document.paths as Record<string, Json>).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Parsed>).map(([method, of]) => ({
      id: of.operationId,
      method: method.toUpperCase(),
      path,
      security: of.security.length === 0 ? 'open' : of.security[0].hold ? 'hold' : 'token',
      scope: of['x-scope'] ?? null,
      parameters: of.parameters,
      body: of.requestBody ? of.requestBody.content['application/json'] : null,
      wrong(status: number, contentType: string | null, json: unknown) {
        const answer = of.responses[status];
        if (!answer) return `status ${status} is not in the document`;
        if (!answer.content) return json === null ? null : `${status} should have no body`;
        const type = (contentType ?? '').split(';')[0] ?? '';
        const content = answer.content[type];
        if (!content) return `${status} as ${type} is not in the document`;
        const valid = judge(content.schema);
        return valid(json) ? null : `${status}: ${ajv.errorsText(valid.errors)} in ${JSON.stringify(json).slice(0, 300)}`;
      },
    })),
  );
}
