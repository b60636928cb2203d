import { z } from 'zod';
import { line } from '#domain/typed.ts';
import { titles } from '#domain/profile.ts';

/** The forms of the profile, parsed once at the border; unknown fields are refused. Field refusals are decided in the commands. */
const words = (max: number) =>
  z
    .string()
    .max(max * 4)
    .transform((value) => value.replace(/\r\n/g, '\n').trim())
    .default('');
const chosen = z.array(z.string().max(60)).max(40).default([]);

export const limits = {
  headline: 80,
  biography: 2000,
  name: 80,
  address: 120,
  city: 80,
  services: 20,
  places: 10,
  specialties: 3,
  languages: 8,
} as const;
export const languageCodes = ['es', 'en', 'ca', 'gl', 'eu', 'fr', 'pt', 'it', 'de', 'ro', 'uk', 'ru', 'ar', 'zh'] as const;

/** "Leave it so", offered once something unknown was refused. */
const evenSo = z.literal('si').optional();

export const profileForm = z.strictObject({
  titulo: z.enum(titles),
  titular: line(limits.headline),
  biografia: words(limits.biography),
  ciudad: line(limits.city),
  ciudad_igual: evenSo,
  telefono: line(40),
  idiomas: chosen,
  especialidades: chosen,
});
export type ProfileForm = z.infer<typeof profileForm>;

const service = {
  nombre: line(limits.name),
  minutos: line(4),
  precio: line(20),
  /** Rest before and after it in minutes; not sent, they stay as they are. */
  antes: line(4).optional(),
  despues: line(4).optional(),
  /** Not sent, the place stays as it is. */
  lugar: z.union([z.uuid(), z.literal('')]).optional(),
};
export const serviceForm = z.strictObject({ servicio: z.uuid(), ...service, activo: z.enum(['si', 'no']).optional() });
export type ServiceForm = z.infer<typeof serviceForm>;
export const newServiceForm = z.strictObject({ modalidad: z.enum(['video', 'in_person']), ...service });
export type NewServiceForm = z.infer<typeof newServiceForm>;
export const serviceStateForm = z.strictObject({ servicio: z.uuid(), activo: z.enum(['si', 'no']) });
export type ServiceStateForm = z.infer<typeof serviceStateForm>;
export const serviceOrderForm = z.strictObject({ servicio: z.uuid(), sentido: z.enum(['antes', 'despues']) });
export type ServiceOrderForm = z.infer<typeof serviceOrderForm>;

const place = { nombre: line(limits.name), direccion: line(limits.address), ciudad: line(limits.city), ciudad_igual: evenSo, corto: line(24) };
export const newPlaceForm = z.strictObject(place);
export type NewPlaceForm = z.infer<typeof newPlaceForm>;
export const placeForm = z.strictObject({ lugar: z.uuid(), ...place });
export type PlaceForm = z.infer<typeof placeForm>;
export const removePlaceForm = z.strictObject({ lugar: z.uuid() });

export const videoOfferForm = z.strictObject({ video: z.enum(['si', 'no']) });
export type VideoOfferForm = z.infer<typeof videoOfferForm>;

const percent = z.coerce.number().int().min(0).max(100);
export const cropForm = z.strictObject({ x: percent, y: percent, zoom: z.coerce.number().int().min(100).max(300) });
export type CropForm = z.infer<typeof cropForm>;
