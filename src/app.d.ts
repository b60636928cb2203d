import type { IncomingMessage } from 'node:http';
import type { Actor, Locale, Role } from '#domain/people.ts';
import type { World } from '#ports/world.ts';
import type { Desk } from '#rehearsal/desk.ts';

declare global {
  namespace App {
    interface Locals {
      world: World;
      /** The rehearsal's own tools; null in production. */
      desk: Desk | null;
      /** Who asks: from the session cookie, else a visitor. */
      actor: Actor;
      /** The signed-in session, for the page that lists and ends sessions. */
      sessionId: string | null;
      locale: Locale;
      /** The address of the network that asks, as far as proxies are trusted (quality 39). */
      address: string;
      /** The address named a link that nobody was given. */
      guessed?: boolean;
      /** Who may frame this page, where somebody may (`frame-ancestors`). */
      frameAncestors?: string;
      /** What the form of this very request was about, for the page drawn after it. */
      asked?: { startsAt: Date; lost: boolean; allDays: boolean };
      /** Hash of this browser's secret cookie; binds codes and holds to the browser (quality 12). */
      browserHash: Uint8Array;
      /** It came without a cookie of ours: nothing here is its own. */
      newBrowser: boolean;
    }
    interface Platform {
      req: IncomingMessage & { world?: World; desk?: Desk | null };
    }
    interface Error {
      message: string;
      id?: string;
      /** What the page of a cancelled or past link still says of its appointment. */
      link?: { role: Role; state: 'cancelled' | 'over' | 'finished'; dayLong: string; hour: string; cancelledOn: string | null };
    }
    interface PageData {
      locale?: Locale;
    }
  }
}
