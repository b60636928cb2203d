import type { World } from '#ports/world.ts';

const system = { kind: 'system', job: 'master-key' } as const;

/**
 * Asked before anything is served (quality, fault 57): answers the ids of master keys that wrapped what is in this database
 * and are not here; where none is missing the key in use is written down. Nothing is written otherwise.
 */
export async function claimMasterKey(world: Pick<World, 'as' | 'clock' | 'vault'>): Promise<{ missing: string[] }> {
  const { masterKeyIds } = world.vault;
  return world.as(system, async (tx) => {
    const used = await tx.selectFrom('master_keys').select('id').where('retired_at', 'is', null).execute();
    const missing = used.map(({ id }) => id).filter((id) => !masterKeyIds.includes(id));
    if (used.length === 0 && !(await opensWhatIsHere())) missing.push('unnamed');
    const [id] = masterKeyIds;
    if (missing.length > 0 || !id) return { missing };
    await tx
      .insertInto('master_keys')
      .values({ id, first_used_at: world.clock.now() })
      .onConflict((on) => on.column('id').doUpdateSet({ retired_at: null }))
      .execute();
    return { missing };

    /** Of an installation that wrapped its keys before they had names. */
    async function opensWhatIsHere(): Promise<boolean> {
      const key = await tx.selectFrom('data_keys').select('wrapped').limit(1).executeTakeFirst();
      if (!key) return true;
      try {
        world.vault.rewrap(key.wrapped);
        return true;
      } catch {
        return false;
      }
    }
  });
}
