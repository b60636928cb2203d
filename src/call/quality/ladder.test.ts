import { describe, expect, it } from 'vitest';
import { encodingOf } from './pictures.ts';
import { createLadder, readLadderMessage, type Ladder, type LadderMessage } from './ladder.ts';

/** Two pages joined by their channel. */
function pair() {
  const sent: LadderMessage[] = [];
  const ladders: Ladder[] = [];
  const make = (other: number) =>
    createLadder({
      send(message) {
        sent.push(message);
        ladders[other]?.receive(message);
      },
      onChange() {},
    });
  ladders.push(make(1), make(0));
  const [mine, theirs] = ladders;
  if (!mine || !theirs) throw new Error('two pages');
  return { mine, theirs, sent };
}
const hearFor = (ladder: Ladder, quality: 'poor' | 'good' | 'fair', from: number, seconds: number) => {
  for (let at = 0; at <= seconds; at += 2) ladder.hear(quality, from + at * 1000);
};

describe('a falling connection (V9)', () => {
  it('is proposed a smaller picture after eight seconds, to this person first', () => {
    const { mine, theirs, sent } = pair();
    hearFor(mine, 'poor', 0, 6);
    expect(mine.view.proposal).toBeNull();
    hearFor(mine, 'poor', 8000, 0);
    expect(mine.view).toEqual({ step: 'video', proposal: { step: 'low-video', by: 'page' } });
    expect([theirs.view.proposal, sent]).toEqual([null, []]);
  });

  it('changes nothing before both agreed, then changes both', () => {
    const { mine, theirs } = pair();
    hearFor(mine, 'poor', 0, 8);
    mine.agree();
    expect(mine.view).toEqual({ step: 'video', proposal: { step: 'low-video', by: 'me' } });
    expect(theirs.view).toEqual({ step: 'video', proposal: { step: 'low-video', by: 'other' } });
    theirs.agree();
    expect([mine.view, theirs.view]).toEqual([{ step: 'low-video', proposal: null }, { step: 'low-video', proposal: null }]);
  });

  it('goes down step by step to the telephone, and never ends the call', () => {
    const { mine, theirs } = pair();
    const taken: string[] = [];
    for (let nth = 0; nth < 5; nth++) {
      hearFor(mine, 'poor', nth * 100_000, 8);
      mine.agree();
      theirs.agree();
      taken.push(mine.view.step);
    }
    expect(taken).toEqual(['low-video', 'audio', 'telephone', 'telephone', 'telephone']);
  });

  it('is proposed the way back once it has been good for twenty seconds', () => {
    const { mine, theirs } = pair();
    mine.propose('audio');
    theirs.agree();
    hearFor(theirs, 'good', 0, 20);
    expect(theirs.view.proposal).toEqual({ step: 'low-video', by: 'page' });
    theirs.agree();
    mine.agree();
    expect([mine.view.step, theirs.view.step]).toEqual(['low-video', 'low-video']);
  });

  it('leaves whoever said no in peace for a minute', () => {
    const { mine, theirs } = pair();
    hearFor(mine, 'poor', 0, 8);
    mine.agree();
    theirs.decline(8000);
    expect([mine.view, theirs.view]).toEqual([{ step: 'video', proposal: null }, { step: 'video', proposal: null }]);
    hearFor(theirs, 'poor', 10_000, 40);
    expect(theirs.view.proposal).toBeNull();
    hearFor(theirs, 'poor', 70_000, 8);
    expect(theirs.view.proposal).not.toBeNull();
  });

  it('both proposing the same at once is agreement', () => {
    const { mine, theirs } = pair();
    mine.propose('audio');
    theirs.propose('audio');
    expect([mine.view, theirs.view]).toEqual([{ step: 'audio', proposal: null }, { step: 'audio', proposal: null }]);
  });

  /** This page is loaded anew, or its connection is: both say where they stand. */
  const meetAgain = (one: Ladder, other: Ladder) => {
    const stands = [one, other].map(({ view }): LadderMessage => ({ ladder: 'stands', step: view.step }));
    for (const [nth, ladder] of [other, one].entries()) ladder.receive(stands[nth] as LadderMessage);
  };

  it('goes on at the agreed step for whoever comes back after a reload', () => {
    const { theirs } = pair();
    theirs.receive({ ladder: 'propose', step: 'audio' });
    theirs.agree();
    const { mine: reloaded } = pair();
    meetAgain(reloaded, theirs);
    expect([reloaded.view, theirs.view]).toEqual([{ step: 'audio', proposal: null }, { step: 'audio', proposal: null }]);
  });

  it('says an open proposal again on a new line, and takes the lower step where a yes was lost with the old one', () => {
    const sent: LadderMessage[] = [];
    const ladder = createLadder({ send: (message) => sent.push(message), onChange() {} });
    ladder.propose('audio');
    ladder.receive({ ladder: 'stands', step: 'video' });
    expect(sent).toEqual([{ ladder: 'propose', step: 'audio' }, { ladder: 'propose', step: 'audio' }]);
    ladder.receive({ ladder: 'stands', step: 'audio' });
    expect(ladder.view).toEqual({ step: 'audio', proposal: null });
  });

  it('that wavers is left alone', () => {
    const { mine } = pair();
    for (let at = 0; at < 60; at += 4) {
      mine.hear('poor', at * 1000);
      mine.hear('fair', at * 1000 + 2000);
    }
    expect(mine.view.proposal).toBeNull();
  });

  it('sends no pictures where only sound is left, and small ones before', () => {
    expect(encodingOf({ step: 'audio', raised: true }, 720).active).toBe(false);
    expect(encodingOf({ step: 'low-video', raised: true }, 720)).toMatchObject({ active: true, scaleResolutionDownBy: 4 });
  });

  it('starts with half the height of the camera and is raised to all of it; a small camera is left as it is', () => {
    const scale = (raised: boolean, height: number) => encodingOf({ step: 'video', raised }, height).scaleResolutionDownBy;
    expect([scale(false, 720), scale(true, 720), scale(false, 480), scale(true, 480)]).toEqual([2, 1, 1, 1]);
  });

  it.each(['', '{}', 'null', '{"ladder":"propose","step":"gone"}', '{"ladder":"order","step":"audio"}'])('does not take %j for a message', (text) => {
    expect(readLadderMessage(text)).toBeNull();
  });
});
