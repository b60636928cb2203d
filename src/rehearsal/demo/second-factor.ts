import { Secret, TOTP } from 'otpauth';
import { keepTotp, offerTotp, secretOf } from '#features/accounts/second-factor/totp.server.ts';
import type { World } from '#ports/world.ts';
import { listDemoPeople } from './who.ts';

const system = { kind: 'system', job: 'demo' } as const;

/** Everybody who works in the demo clinic has an authenticator app already, whose digits `/ensayo` shows (A1). */
export async function giveDemoApps(world: World): Promise<void> {
  const staff = (await listDemoPeople(world)).filter((person) => person.role !== 'patient');
  const timestamp = world.clock.machineNow().getTime();
  await world.as(system, async (tx) => {
    for (const { accountId } of staff) {
      const step = { id: world.ids.uuid(), accountId, purpose: 'sign_in', signedInBy: 'email' } as const;
      const secret = Secret.fromBase32(offerTotp(world, step, '').secret.replaceAll(' ', ''));
      await keepTotp(world, tx, step, new TOTP({ secret }).generate({ timestamp }), 'App del ensayo');
    }
  });
}

/** What each account's app shows at this moment: '481 920'. */
export async function demoDigits(world: Pick<World, 'as' | 'vault' | 'clock'>): Promise<Map<string, string>> {
  const apps = await world.as(system, (tx) =>
    tx.selectFrom('second_factors').select(['id', 'account_id', 'data_key', 'secret_sealed']).where('kind', '=', 'totp').where('name', '=', 'App del ensayo').execute(),
  );
  const timestamp = world.clock.machineNow().getTime();
  return new Map(
    apps.flatMap((app) => {
      const secret = secretOf(world, app);
      if (!secret) return [];
      const digits = new TOTP({ secret: new Secret({ buffer: new Uint8Array(secret).buffer }) }).generate({ timestamp });
      return [[app.account_id, `${digits.slice(0, 3)} ${digits.slice(3)}`] as const];
    }),
  );
}
