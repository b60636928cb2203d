import { describe, expect, it } from 'vitest';
import { actionHere } from './action-here.ts';

const at = (path: string) => new URL(path, 'https://example.test');

describe('where a form of the agenda goes (B9)', () => {
  it('stays at whose agenda, day and view are shown', () => {
    const shown = at('/agenda?de=7&vista=dia&dia=2026-12-03&ver=vídeo&cita=1&panel=mover');
    expect(actionHere(shown, 'mover', { cita: '1', panel: 'mover' })).toBe('?/mover&de=7&vista=dia&dia=2026-12-03&ver=v%C3%ADdeo&cita=1&panel=mover');
    expect(actionHere(shown, 'resultado', { cita: '1' })).toBe('?/resultado&de=7&vista=dia&dia=2026-12-03&ver=v%C3%ADdeo&cita=1');
  });
  it('forgets the press before', () => {
    expect(actionHere(at('/agenda?/mover&de=7&cita=1'), 'deshacer', { cita: '1' })).toBe('?/deshacer&de=7&cita=1');
    expect(actionHere(at('/agenda?dia=2026-12-03&cita=1&hecho=serie&citas=3&perdidas='), 'cancelar')).toBe('?/cancelar&dia=2026-12-03&cita=1');
    expect(actionHere(at('/agenda/espera'), 'quitar')).toBe('?/quitar');
  });
});
