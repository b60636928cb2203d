import { createHash } from 'node:crypto';

/** What the picture of a profile says, in finished words; its version is the hash of it. */
export interface Preview {
  title: string;
  line: string;
  /** "4,9", or null. */
  rating: string | null;
  reviews: string;
  /** "Vídeo · Presencial" */
  kinds: string;
  site: string;
  /** A key of the drawn portraits, or the address of a photo; null for the site's own picture. */
  portrait: string | null;
}

/** Twelve letters that change with what the picture shows. */
export function pictureVersion(preview: Preview): string {
  return createHash('sha256').update(JSON.stringify(preview)).digest('hex').slice(0, 12);
}
