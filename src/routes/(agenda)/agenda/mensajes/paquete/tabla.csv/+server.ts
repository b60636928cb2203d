import { error } from '@sveltejs/kit';
import { packageStatement, statementCsv } from '#features/messages/package/statement.server.ts';
import { practiceDoor } from '../../../../practice.server.ts';
import type { RequestHandler } from './$types';

/** The statement of one month for a spreadsheet (M5). */
export const GET: RequestHandler = async (event) => {
  const { actor, practice } = await practiceDoor(event);
  const { world, locale } = event.locals;
  const asked = { month: event.url.searchParams.get('mes') ?? '', locale };
  const statement = await packageStatement(world, actor, practice.id, asked);
  if (!statement) error(404);
  return new Response(statementCsv(statement, locale), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="mensajes-${statement.month}.csv"`,
    },
  });
};
