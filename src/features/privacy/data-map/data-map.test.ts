import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataMap, schemaOf, unmapped } from './data-map.ts';
import { healthClasses, purposes } from './purposes.ts';

const schema = schemaOf(readFileSync(resolve(import.meta.dirname, '../../../db/tables.ts'), 'utf8'));

describe('the data map (quality 74)', () => {
  it('has each column of the database once, and names one that is new', () => {
    expect(Object.keys(schema).length).toBeGreaterThan(60);
    expect(unmapped(schema)).toEqual([]);
    expect(unmapped({ ...schema, people: [...(schema['people'] ?? []), 'blood_group'], diagnoses: ['id'] })).toEqual([
      'people.blood_group: no line in src/features/privacy/data-map',
      'diagnoses.id: no line in src/features/privacy/data-map',
    ]);
  });

  it('keeps health data for no purpose without its own basis (art. 9)', () => {
    for (const [table, { columns, purpose }] of Object.entries(dataMap)) {
      const health = healthClasses.some((one) => columns[one]);
      const bases = purposes[purpose].bases;
      expect(!health || bases.some((basis) => basis.startsWith('9.2')), `${table} for ${purpose}`).toBe(true);
      expect(columns.health === undefined || columns.health.split(' ').every((name) => name === 'sealed' || name.endsWith('_sealed')), `${table}: health in the clear`).toBe(true);
    }
  });
});
