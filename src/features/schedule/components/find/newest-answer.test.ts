import { describe, expect, it } from 'vitest';
import { newestAnswer, unanswered } from './newest-answer.ts';

/** Answers come when the test says so, in whatever order. */
function slowly() {
  const open = new Map<string, { come: (answer: string[]) => void; fail: () => void }>();
  const look = newestAnswer<string[]>((text) => new Promise((come, fail) => open.set(text, { come, fail: () => fail(new Error('no line')) })));
  return { look, of: (text: string) => open.get(text) ?? expect.unreachable(text) };
}

describe('looking for a patient while one types (B6)', () => {
  it('Enter takes who was found for the whole of what is typed, never for its beginning', async () => {
    const { look, of } = slowly();
    const first = look.ask('mar');
    const pressed = look.settled();
    const second = look.ask('marta');
    of('marta').come(['Marta Gil']);
    of('mar').come(['María Ruiz', 'Marta Gil']);
    expect(await pressed).toEqual(['Marta Gil']);
    expect([await first, await second]).toEqual([null, ['Marta Gil']]);
  });

  it('without a line it is told apart from finding nobody, nobody of before is taken, and asked again it answers', async () => {
    const { look, of } = slowly();
    void look.ask('mar');
    of('mar').come(['María Ruiz']);
    await look.settled();
    void look.ask('marta');
    of('marta').fail();
    expect(await look.settled()).toBe(unanswered);
    void look.ask('marta');
    of('marta').come([]);
    expect(await look.settled()).toEqual([]);
  });

  it('says nothing before anything was asked', async () => {
    expect(await slowly().look.settled()).toBeNull();
  });
});
