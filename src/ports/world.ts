import type { CompiledQuery, Transaction } from 'kysely';
import type { Alarm } from '#domain/alarms.ts';
import type { Noted } from '#domain/audit-chain.ts';
import type { Consent } from '#domain/privacy/consents.ts';
import type { Change } from '#domain/changes.ts';
import type { CodeLimits } from '#domain/code-limits.ts';
import type { Actor } from '#domain/people.ts';
import type { DB } from '#db/tables.ts';
import type { Anchors } from './anchors.ts';
import type { CalendarReader } from './calendars.ts';
import type { CardProvider } from './cards.ts';
import type { Clock } from './clock.ts';
import type { Ids } from './ids.ts';
import type { Limits } from './guard/limits.ts';
import type { Live } from './live.ts';
import type { Log } from './log.ts';
import type { MailSender } from './mail.ts';
import type { PrivacySettings } from '#domain/privacy/controller.ts';
import type { Queue } from './queue.ts';
import type { Relay } from './relay.ts';
import type { Scanner } from './files/scanner.ts';
import type { FixedSwitches } from '#domain/switches.ts';
import type { Switches } from './guard/switches.ts';
import type { TextSender } from './texts.ts';
import type { Vault } from './vault.ts';

export type Tx = Transaction<DB>;

/** A statement that is not asked yet: a query of Kysely's, or its `sql`. */
export interface Statement<Row = unknown> {
  compile(tx: Tx): CompiledQuery<Row>;
}

/** What features may know of the configuration. */
export interface PublicSettings {
  /** `https://…` without a slash at its end. */
  publicOrigin: string;
  mode: 'rehearsal' | 'production';
  /** What one address may ask of the API in a minute; a token five times as much. */
  apiRequestsAMinute: number;
  /** Proxies whose `X-Forwarded-For` is believed: addresses and ranges. */
  trustedProxies: readonly string[];
  /** Links that nobody was given, asked from one network in a minute, and sockets of nobody opened from it (fault 29, quality 43). */
  guessesAMinute: number;
  connectsAMinute: number;
  /** What codes by SMS may cost (quality 15). */
  codeLimits: CodeLimits;
  /** What the platform keeps of a payment that goes to a specialist's own account: hundredths of a percent. */
  platformFeeBasisPoints: number;
  /** Features that the environment holds on or off (O1). */
  fixedSwitches: FixedSwitches;
  /** Who answers for the data, and who else gets some of it. */
  privacy: PrivacySettings;
}

/** Everything a feature may ask of the world. Functions take `Pick<World, …>` of what they use. */
export interface World {
  settings: PublicSettings;
  clock: Clock;
  ids: Ids;
  vault: Vault;
  mail: MailSender;
  texts: TextSender;
  cards: CardProvider;
  calendars: CalendarReader;
  relay: Relay;
  /** Null where none is configured. */
  scanner: Scanner | null;
  queue: Queue;
  limits: Limits;
  switches: Switches;
  live: Live;
  log: Log;
  anchors: Anchors;
  /** Opens a transaction for this actor; row-level security applies. The only way to the database. */
  as<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Sends a statement whose answer nobody reads, without waiting for it: it travels with the transaction's next statement
   * or with its end, and fails there, with its own error, where it fails (docs/decisions/0024).
   */
  ahead(tx: Tx, statement: Statement): Promise<void>;
  /**
   * The statement that a transaction ends with: its end travels with it, so that a question alone is one way to the database
   * instead of two. Nothing can be asked after it, and what it changed stays.
   */
  last<Row>(tx: Tx, statement: Statement<Row>): Promise<Row[]>;
  /** Goes on as another actor in the same transaction, who was shown to be who they are by what it has read; travels ahead. */
  become(tx: Tx, actor: Exclude<Actor, { kind: 'system' }>): Promise<void>;
  /** Adds a row to the access log in the transaction of what it tells (G2); everything that is noted goes through here. */
  note(tx: Tx, actor: Actor, noted: Noted): Promise<void>;
  /** Tells whoever runs the site that something is not as it should be; in a transaction of the system. Logged once an hour. */
  alarm(tx: Tx, alarm: Alarm): Promise<void>;
  /** Adds a line to the ledger of consents in the transaction of what was agreed to or withdrawn (G1); travels ahead. */
  consent(tx: Tx, line: Consent): Promise<void>;
  /** Whether so many ask at once that what can wait two minutes does (docs/decisions/0068). */
  crowded(): boolean;
  /** Lets the other features react to a change in the same transaction (server/reactions.ts). */
  announce(tx: Tx, change: Change): Promise<void>;
}
