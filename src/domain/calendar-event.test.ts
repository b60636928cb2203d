import { describe, expect, it } from 'vitest';
import { appointmentOfUid, eventUid } from './calendar-event.ts';

const id = '01890000-0000-7000-8000-000000000001';

describe('the event of an appointment (B7)', () => {
  it('has one UID everywhere, and is known by it', () => {
    expect(eventUid(id, 'https://cita.example')).toBe(`${id}@cita.example`);
    expect(appointmentOfUid(eventUid(id, 'http://localhost:3000'), 'localhost')).toBe(id);
  });
  it.each([
    ['of another site', `${id}@otra.example`],
    ['of a site that only begins like ours', `${id}@cita.example.org`],
    ['of no appointment', 'reunion@cita.example'],
    ['that is empty', ''],
  ])('one %s is not ours', (_, uid) => expect(appointmentOfUid(uid, 'cita.example')).toBeNull());
});
