import { csvOf } from '#domain/csv.ts';
import { wholeProposals } from '#features/operator/decisions/proposals.server.ts';
import { m } from '#texts/compiled/messages.js';
import { csvAnswer, operatorDoor } from '../../../operator.server.ts';
import type { RequestHandler } from './$types';

/** The same list for a spreadsheet. */
export const GET: RequestHandler = async (event) => {
  const { world, locale } = event.locals;
  const query = event.url.searchParams;
  const asked = { only: query.get('estado') === 'todas' ? ('all' as const) : ('open' as const), words: query.get('q') ?? '' };
  const what = { 'erase-specialist': m.op_proposal_erase, 'reset-second-factor': m.op_proposal_reset };
  const states = { open: m.op_proposal_open, confirmed: m.op_proposal_confirmed, withdrawn: m.op_proposal_withdrawn, over: m.op_proposal_over };
  const head = [m.op_csv_since, m.op_decisions, m.op_proposal_why, m.op_csv_state].map((word) => word({}, { locale }));
  const lines = (await wholeProposals(world, operatorDoor(event), asked)).map((one) => [one.proposedAt.toISOString(), what[one.kind]({ name: one.name }, { locale }), one.reason, states[one.state]({}, { locale })]);
  return csvAnswer('decisiones', csvOf([head, ...lines]));
};
