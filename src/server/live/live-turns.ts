import { openTurns, type Turns } from '#db/turns.ts';

/** Who is half inside goes on before who still stands outside, and both before whoever is only told what became of a room. */
export type LiveTurns = Turns<'inside' | 'arrives' | 'looks on'>;

/** So many ask the database at once; the pool has room for pages beside them. */
const width = 8;
/** More than a person would wait for are told to come again. */
const most = 4000;

/**
 * The turns of rooms and agendas: everybody who comes at the full hour is let in and seated one after the other instead of being
 * refused by a database that all of them ask at once (fault 63).
 */
export const liveTurns = (): LiveTurns => openTurns({ width, ranks: ['inside', 'arrives', 'looks on'], lastOneIn: 10, most });
