import { createHash } from 'node:crypto';
import { linkPath, linkToken } from '#domain/link.ts';
import type { Role } from '#domain/people.ts';
import type { World } from '#ports/world.ts';

/** What the database keeps of an appointment's two links: hashes alone (V1). */
export function linkHashes(world: Pick<World, 'vault'>, appointmentId: string, version: number) {
  const hash = (role: Role) =>
    createHash('sha256')
      .update(linkToken((data) => world.vault.sign('link', data), appointmentId, role, version))
      .digest();
  return { patient_link_hash: hash('patient'), specialist_link_hash: hash('specialist') };
}

/** The patient's own link, for a browser that has just shown that it came from there. */
export async function patientLinkPath(world: Pick<World, 'as' | 'vault'>, appointmentId: string): Promise<string> {
  const { link_version } = await world.as({ kind: 'guest', appointmentId }, (tx) =>
    tx.selectFrom('appointments').select('link_version').where('id', '=', appointmentId).executeTakeFirstOrThrow(),
  );
  return pathOfLink(world, appointmentId, link_version);
}

/** The same where the link's version is known. */
export function pathOfLink(world: Pick<World, 'vault'>, appointmentId: string, version: number): string {
  return linkPath(linkToken((data) => world.vault.sign('link', data), appointmentId, 'patient', version));
}
