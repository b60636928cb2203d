import { refuse, success, type Result } from './result.ts';

/** A specialist's request to be admitted (O1): what it needs, who may do what with it, and when. */
export const applicationStates = ['draft', 'received', 'in_review', 'incomplete', 'admitted', 'refused'] as const;
export type ApplicationState = (typeof applicationStates)[number];

export const applicationPapers = ['licence', 'identity', 'degree', 'insurance', 'other'] as const;
export type ApplicationPaper = (typeof applicationPapers)[number];

/** Without these nobody can tell who it is and whether they may practise. */
export const neededPapers: readonly ApplicationPaper[] = ['licence', 'identity'];

/** Documents of one application, and their bytes. */
export const mostPapers = 12;
export const mostPaperBytes = 40_000_000;

/** Which of the needed papers are not there yet. */
export function papersMissing(sent: readonly ApplicationPaper[]): ApplicationPaper[] {
  return neededPapers.filter((paper) => !sent.includes(paper));
}

/** Facts and papers are in the hands of who applies before it is sent, and again when something is missing. */
export function mayEditApplication(state: ApplicationState): boolean {
  return state === 'draft' || state === 'incomplete';
}

/** Sends it, or sends it again. Refused: `decided-meanwhile`, `papers-missing`. */
export function maySendApplication(state: ApplicationState, sent: readonly ApplicationPaper[]): Result<null, 'decided-meanwhile' | 'papers-missing'> {
  if (!mayEditApplication(state)) return refuse('decided-meanwhile');
  return papersMissing(sent).length > 0 ? refuse('papers-missing') : success(null);
}

/** Until it is decided whoever applies takes it back, and all of it is gone. */
export function mayWithdrawApplication(state: ApplicationState): boolean {
  return state !== 'admitted' && state !== 'refused';
}

export const applicationDecisions = ['review', 'ask', 'admit', 'refuse'] as const;
export type ApplicationDecision = (typeof applicationDecisions)[number];

/** What an operator makes of it. */
export const stateAfter: Record<ApplicationDecision, ApplicationState> = { review: 'in_review', ask: 'incomplete', admit: 'admitted', refuse: 'refused' };

/** What an operator may do with one that lies before them: it was sent and is not decided. */
export function mayDecideApplication(state: ApplicationState, decision: ApplicationDecision): boolean {
  if (decision === 'review') return state === 'received';
  if (decision === 'refuse') return state === 'received' || state === 'in_review' || state === 'incomplete';
  return state === 'received' || state === 'in_review';
}
