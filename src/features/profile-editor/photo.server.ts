import { createHash } from 'node:crypto';
import type { Actor } from '#domain/people.ts';
import { centred } from '#domain/photo-crop.ts';
import { may } from '#domain/permissions.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { Tx, World } from '#ports/world.ts';
import { drawPortrait, readPicture, type Picture } from './pictures.server.ts';
import type { CropForm } from './schema.ts';

type Changes = Pick<World, 'as' | 'clock'>;

/** Five busts without a name stand in for who has no photo, always the same for the same person. */
function bustOf(specialistId: string): string {
  return `neutral-${(Number.parseInt(specialistId.slice(0, 2), 16) % 5) + 1}`;
}

/**
 * Takes a photo as it was sent, cut in the middle; the crop can be changed afterwards. Refuses `not-allowed` and what
 * `readPicture` refuses, as the field `foto`.
 */
export async function takePhoto(world: Changes, actor: Actor, specialistId: string, sent: Buffer): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  const read = await readPicture(sent);
  if (!read.ok) return refuse('invalid-input', { foto: read.kind });
  await keep(world, actor, specialistId, read.value, centred);
  return success(null);
}

/** Cuts the photo anew. Refuses `not-allowed`, `not-found` where there is none. */
export async function cropPhoto(world: Changes, actor: Actor, specialistId: string, crop: CropForm): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  const source = await findPhotoSource(world, actor, specialistId);
  if (!source) return refuse('not-found');
  await keep(world, actor, specialistId, source, crop);
  return success(null);
}

/** Takes the photo away, with what it was cut from. Refuses `not-allowed`. */
export async function removePhoto(world: Pick<World, 'as'>, actor: Actor, specialistId: string): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  return world.as(actor, async (tx) => {
    await tx.deleteFrom('photos').where('specialist_id', '=', specialistId).execute();
    await tx.deleteFrom('photo_sources').where('specialist_id', '=', specialistId).execute();
    await show(tx, specialistId, bustOf(specialistId));
    return success(null);
  });
}

/** What the crop is taken from, and how it was taken; null without a photo. */
export async function findPhotoSource(world: Pick<World, 'as'>, actor: Actor, specialistId: string): Promise<(Picture & { crop: CropForm }) | null> {
  const row = await world.as(actor, (tx) => tx.selectFrom('photo_sources').selectAll().where('specialist_id', '=', specialistId).executeTakeFirst());
  return row ? { bytes: row.picture, width: row.width, height: row.height, crop: { x: row.crop_x, y: row.crop_y, zoom: row.zoom } } : null;
}

/** A portrait by its address (`hash` in it); null where nobody shows it any more. */
export async function findPhoto(world: Pick<World, 'as'>, hash: string, size: 'small' | 'large'): Promise<Buffer | null> {
  const row = await world.as({ kind: 'visitor' }, (tx) => tx.selectFrom('photos').select(size).where('hash', '=', hash).executeTakeFirst());
  return row?.[size] ?? null;
}

async function keep(world: Changes, actor: Actor, specialistId: string, picture: Picture, crop: CropForm): Promise<void> {
  const { small, large } = await drawPortrait(picture, crop);
  const hash = createHash('sha256').update(specialistId).update(small).digest('hex').slice(0, 26);
  const now = world.clock.now();
  await world.as(actor, async (tx) => {
    const shown = { hash, small, large, created_at: now };
    await tx.insertInto('photos').values({ specialist_id: specialistId, ...shown }).onConflict((conflict) => conflict.column('specialist_id').doUpdateSet(shown)).execute();
    const source = { picture: picture.bytes, width: picture.width, height: picture.height, crop_x: crop.x, crop_y: crop.y, zoom: crop.zoom, created_at: now };
    await tx.insertInto('photo_sources').values({ specialist_id: specialistId, ...source }).onConflict((conflict) => conflict.column('specialist_id').doUpdateSet(source)).execute();
    await show(tx, specialistId, `/fotos/${hash}.webp`);
  });
}

async function show(tx: Tx, specialistId: string, portrait: string): Promise<void> {
  await tx.updateTable('specialists').set({ portrait }).where('id', '=', specialistId).execute();
}
