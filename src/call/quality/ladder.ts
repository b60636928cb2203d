import type { Quality } from './quality.ts';

/** How much of a call a bad line carries, from all of it down to none (V9). */
export const steps = ['video', 'low-video', 'audio', 'telephone'] as const;
export type Step = (typeof steps)[number];

const words = ['propose', 'agree', 'decline', 'stands'] as const;

/** What goes over the connection's own channel; on each new one both sides say where they stand. */
export interface LadderMessage {
  ladder: (typeof words)[number];
  step: Step;
}

/**
 * `step` is what both agreed on. `by` whom the open proposal is: the page asks its own person, this person waits for the
 * other one, or the other one asks. Nothing changes before both said yes, and every step can be taken back.
 */
export interface LadderView {
  step: Step;
  proposal: { step: Step; by: 'page' | 'me' | 'other' } | null;
}

export const wholeCall: LadderView = { step: 'video', proposal: null };

export interface Ladder {
  readonly view: LadderView;
  /** Every two seconds: how the connection was. */
  hear(quality: Quality, now: number): void;
  receive(message: LadderMessage): void;
  /** A person's own wish, or their yes to what the page asks. */
  propose(step: Step): void;
  agree(): void;
  decline(now: number): void;
}

const poorForMs = 8_000;
const goodForMs = 20_000;
const quietMs = 60_000;

export function createLadder(options: { send(message: LadderMessage): void; onChange(view: LadderView): void }): Ladder {
  let view = wholeCall;
  let since: { quality: Quality; at: number } | null = null;
  let quietUntil = -Infinity;

  function update(next: LadderView) {
    view = next;
    since = null;
    options.onChange(view);
  }
  /** Whoever reloaded begins at the top, and a yes may be lost with its line: the lower of the two steps is the one both had. */
  function meet(theirs: Step) {
    if (steps.indexOf(theirs) > steps.indexOf(view.step)) update({ step: theirs, proposal: null });
    else if (view.proposal?.by === 'me') options.send({ ladder: 'propose', step: view.proposal.step });
  }
  function ask(direction: 1 | -1) {
    const step = steps[steps.indexOf(view.step) + direction];
    if (step) update({ ...view, proposal: { step, by: 'page' } });
  }

  return {
    get view() {
      return view;
    },
    hear(quality, now) {
      if (since?.quality !== quality) since = { quality, at: now };
      if (view.proposal || now < quietUntil) return;
      if (quality === 'poor' && now - since.at >= poorForMs) ask(1);
      else if (quality === 'good' && now - since.at >= goodForMs) ask(-1);
    },
    receive({ ladder, step }) {
      if (ladder === 'stands') return meet(step);
      const { proposal } = view;
      const mine = proposal?.by === 'me' && proposal.step === step;
      if (ladder === 'propose' && mine) update({ step, proposal: null });
      else if (ladder === 'propose') {
        if (step !== view.step) update({ ...view, proposal: { step, by: 'other' } });
      } else if (ladder === 'agree' && mine) update({ step, proposal: null });
      else if (ladder === 'decline' && proposal?.step === step) update({ ...view, proposal: null });
    },
    propose(step) {
      if (step === view.step) return;
      if (view.proposal?.by === 'other' && view.proposal.step === step) return this.agree();
      options.send({ ladder: 'propose', step });
      update({ ...view, proposal: { step, by: 'me' } });
    },
    agree() {
      const { proposal } = view;
      if (proposal?.by === 'page') return this.propose(proposal.step);
      if (proposal?.by !== 'other') return;
      options.send({ ladder: 'agree', step: proposal.step });
      update({ step: proposal.step, proposal: null });
    },
    decline(now) {
      const { proposal } = view;
      if (!proposal) return;
      quietUntil = now + quietMs;
      if (proposal.by !== 'page') options.send({ ladder: 'decline', step: proposal.step });
      update({ ...view, proposal: null });
    },
  };
}

/** Reads a message of the ladder; null for anything else on the channel. */
export function readLadderMessage(text: string): LadderMessage | null {
  try {
    const { ladder, step } = JSON.parse(text) as Record<string, unknown>;
    const known = steps.find((one) => one === step);
    const said = words.find((one) => one === ladder);
    return said && known ? { ladder: said, step: known } : null;
  } catch {
    return null;
  }
}
