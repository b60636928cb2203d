import { refuse, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';
import { checkDocument, type CheckedDocument } from './check.server.ts';

/**
 * What somebody sent, looked at by `checkDocument` and by the virus scanner where one is configured. Refuses what `checkDocument` does, `document-harmful`,
 * `document-unchecked` (the scanner is away).
 */
export async function lookAtFile(world: Pick<World, 'scanner'>, sent: Buffer): Promise<Result<CheckedDocument>> {
  const checked = await checkDocument(sent);
  if (!checked.ok) return checked;
  const found = world.scanner ? await world.scanner.scan(checked.value.bytes) : 'clean';
  return found === 'clean' ? checked : refuse(found === 'harmful' ? 'document-harmful' : 'document-unchecked');
}
