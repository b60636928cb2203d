import { refuse, success, type Result } from './result.ts';

/** What one operator alone may not do (O1): it takes everything from somebody, or lets somebody else in as them. */
export const proposalKinds = ['erase-specialist', 'reset-second-factor'] as const;
export type ProposalKind = (typeof proposalKinds)[number];

/** For how long a proposal waits for the second operator. */
const proposalDays = 7;

export interface Proposal {
  proposedBy: string;
  proposedAt: Date;
  decision: 'confirmed' | 'withdrawn' | null;
}

/** Whether it still waits: nobody has decided, and its week is not over. */
export function isOpen(proposal: Proposal, now: Date): boolean {
  return proposal.decision === null && now.getTime() - proposal.proposedAt.getTime() < proposalDays * 86_400_000;
}

/** Another operator than the one who proposed, in its week. Refused: `needs-another-operator`, `decided-meanwhile`. */
export function mayConfirm(proposal: Proposal, operatorId: string, now: Date): Result<null> {
  if (!isOpen(proposal, now)) return refuse('decided-meanwhile');
  return proposal.proposedBy === operatorId ? refuse('needs-another-operator') : success(null);
}
