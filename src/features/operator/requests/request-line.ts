import type { Regime, RequestKind } from '#domain/privacy/privacy-request.ts';
import { m } from '#texts/compiled/messages.js';

export const requestKindWords = {
  access: m.op_request_access,
  rectification: m.op_request_rectification,
  erasure: m.op_request_erasure,
  objection: m.op_request_objection,
  portability: m.op_request_portability,
  restriction: m.op_request_restriction,
} as const;
export const regimeWords = { gdpr: m.op_regime_gdpr, arco: m.op_regime_arco } as const;
export const requestStateWords = { open: m.op_request_open, answered: m.op_request_answered, refused: m.op_request_refused } as const;

export interface RequestLine {
  id: string;
  kind: RequestKind;
  regime: Regime;
  requester: string;
  words: string;
  receivedOn: string;
  dueOn: string;
  extended: boolean;
  state: 'open' | 'answered' | 'refused';
  answer: string;
  urgency: 'late' | 'soon' | 'fine';
}
