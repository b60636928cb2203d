import fc from 'fast-check';

/** What nobody means to send. */
export const strange = fc.oneof(
  fc.constantFrom('', '0', '-1', 'null', '\u0000', '../../etc/passwd', "' or 1=1--", '9999-12-31T23:59:59Z', '0000-01-01', '💣', 'a'.repeat(5000), '__proto__', '00000000-0000-0000-0000-000000000000', '1e9'),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
export const anything = fc.oneof(strange, fc.jsonValue({ maxDepth: 4 }), fc.integer(), fc.constant(null));

interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  format?: string;
  items?: Record<string, unknown>;
  properties?: Record<string, Record<string, unknown>>;
  anyOf?: Record<string, unknown>[];
  oneOf?: Record<string, unknown>[];
}

/** Values that fit a JSON schema, or nearly; `known` are ids and names that are there. */
export function fitting(schema: Record<string, unknown>, known: readonly string[]): fc.Arbitrary<unknown> {
  const { type, enum: choices, format, items, properties, anyOf, oneOf } = schema as Schema;
  if ('const' in schema) return fc.constant(schema['const']);
  const either = anyOf ?? oneOf;
  if (either) return fc.oneof(...either.map((one) => fitting(one, known)));
  if (choices) return fc.constantFrom(...choices);
  if (properties) return fc.record(Object.fromEntries(Object.entries(properties).map(([name, of]) => [name, fitting(of, known)])));
  if (type === 'array') return fc.array(fitting(items ?? {}, known), { maxLength: 4 });
  if (type === 'integer' || type === 'number') return fc.integer({ min: Number(schema['minimum'] ?? 0), max: Math.min(1000, Number(schema['maximum'] ?? 1000)) });
  if (type === 'boolean') return fc.boolean();
  if (format === 'uuid') return fc.constantFrom(...known);
  if (format === 'date-time') return fc.constantFrom('2026-11-26T11:00:00Z', '2026-11-26T11:00:00+01:00', '2030-01-01T00:00:00Z');
  if (format === 'date') return fc.constantFrom('2026-11-26', '2026-10-25', '2027-03-28');
  return fc.oneof(fc.constantFrom('Carmen', '09:00', '+34612345678', 'ana@correo.example', '123456', 'es', 'dermatologia'), strange);
}
