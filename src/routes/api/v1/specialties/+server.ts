import { success } from '#domain/result.ts';
import { listSpecialtiesOperation as operation } from '#features/api/operations/finding.server.ts';
import { listSpecialties } from '#features/search/catalogue.server.ts';
import { answer, otherwise } from '../../door.server.ts';

export const GET = answer(operation, async ({ world, locale }) => success({ body: { items: await listSpecialties(world, locale) } }));
export const fallback = otherwise(operation);
