import { createHash } from 'node:crypto';
import { linkToken } from '#domain/link.ts';
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
