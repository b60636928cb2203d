import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/people.ts';
import { pageAsked } from '#domain/paging.ts';
import { admitPractice } from '../../../../tests/world/clinic.ts';
import { admitOneOperator } from '../../../../tests/world/operators.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { listLicenceChecks, noteLicenceCheck } from '../specialists/licence.server.ts';
import { closeRequest, countRequests, enterRequest, listRequests, requestsCsv } from './requests.server.ts';

let test: TestWorld;
let operator: Extract<Actor, { kind: 'operator' }>;
const first = pageAsked('1');
const request = { derecho: 'access', ley: 'gdpr', quien: 'Ana Gil, ana@correo.example', recibida: '2026-11-20', texto: '' } as const;

beforeAll(async () => {
  test = await startWorld();
  operator = await admitOneOperator(test.world);
});
afterAll(() => test.stop());

const list = (only: 'open' | 'all' = 'open', words = '') => listRequests(test.world, operator, { only, words }, first);

describe('requests about personal data (G1, O1)', () => {
  it('have the day of their law, whose day comes first stands first, and that they were read is noted', async () => {
    await enterRequest(test.world, operator, request);
    await enterRequest(test.world, operator, { ...request, ley: 'arco', quien: 'Luis Peña, 55 1234 5678', recibida: '2026-11-02' });
    expect((await list()).rows.map((row) => [row.requester.slice(0, 3), row.dueOn, row.urgency])).toEqual([['Lui', '2026-12-01', 'fine'], ['Ana', '2026-12-20', 'fine']]);
    expect((await list('open', 'peña')).rows).toHaveLength(1);
    expect(await enterRequest(test.world, operator, { ...request, recibida: '2026-11-24' })).toMatchObject({ ok: false, fields: { recibida: 'date-invalid' } });
    const noted = await test.world.as(operator, (tx) => tx.selectFrom('audit').select('action').where('action', '=', 'privacy-requests-read').execute());
    expect(noted).toHaveLength(2);
  });

  it('warn in their last week and once they are late', async () => {
    await test.moveTo(new Date('2026-11-27T09:00:00Z'));
    expect(await countRequests(test.world, operator)).toEqual({ open: 2, late: 0, soon: 1 });
    await test.moveTo(new Date('2026-12-02T09:00:00Z'));
    expect(await countRequests(test.world, operator)).toEqual({ open: 2, late: 1, soon: 0 });
  });

  it('are extended once, and closed with words alone', async () => {
    const { rows } = await list();
    const cual = rows[1]?.id ?? '';
    expect(await closeRequest(test.world, operator, { cual, como: 'answered', respuesta: '' })).toMatchObject({ ok: false, fields: { respuesta: 'text-missing' } });
    expect(await closeRequest(test.world, operator, { cual, como: 'extended', respuesta: 'Son muchas consultas.' })).toMatchObject({ ok: true });
    expect((await list()).rows[1]).toMatchObject({ extended: true, dueOn: '2027-02-20', state: 'open' });
    expect(await closeRequest(test.world, operator, { cual, como: 'extended', respuesta: 'Otra vez.' })).toMatchObject({ ok: false, kind: 'decided-meanwhile' });
    expect(await closeRequest(test.world, operator, { cual, como: 'answered', respuesta: 'Enviado por correo.' })).toMatchObject({ ok: true });
    expect((await list()).rows).toHaveLength(1);
    expect((await list('all')).rows).toHaveLength(2);
    expect(await requestsCsv(test.world, operator, { only: 'all', words: '' }, 'es')).toContain('Enviado por correo.');
  });

  it('are shown to nobody who only says that they are an operator', async () => {
    const practice = await admitPractice(test.world);
    const pretended = { kind: 'operator', accountId: practice.accountId } as const;
    expect((await listRequests(test.world, pretended, { only: 'all', words: '' }, first)).rows).toEqual([]);
    await expect(enterRequest(test.world, pretended, { ...request })).rejects.toThrow(/row-level security/);
  });
});

describe('a licence (O1)', () => {
  it('is looked up in its register, and what was found stays, newest first', async () => {
    const practice = await admitPractice(test.world);
    const note = (hallado: 'in_force' | 'suspended', registro = 'ICOMEM, www.icomem.example') => noteLicenceCheck(test.world, operator, practice.specialistId, { hallado, registro, nota: '' });
    expect(await note('in_force', '')).toMatchObject({ ok: false, fields: { registro: 'text-missing' } });
    await note('in_force');
    test.clock.moveTo(new Date(test.clock.now().getTime() + 60_000));
    await note('suspended');
    expect((await listLicenceChecks(test.world, operator, practice.specialistId)).map((check) => check.found)).toEqual(['suspended', 'in_force']);
  });
});
