import type { ApplicationPaper } from '#domain/application.ts';
import { m } from '#texts/compiled/messages.js';

/** What each paper is called. */
export const paperWords: Record<ApplicationPaper, () => string> = {
  licence: m.apply_paper_licence,
  identity: m.apply_paper_identity,
  degree: m.apply_paper_degree,
  insurance: m.apply_paper_insurance,
  other: m.apply_paper_other,
};
