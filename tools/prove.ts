// `npm run prove [id…]`: the tests that `npm test` runs at a reduced count, at their full one. One JSON line each; a row
// with the date goes to docs/proof.md.
import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const root = resolve(import.meta.dirname, '..');

/** Where PROVE is set these tests take their full count; the file says how many it is otherwise. */
const proofs = [
  { id: 'M8', what: 'every SMS is one GSM-7 segment with its link whole and no word of medicine', full: 10_000, file: 'src/features/messages/templates/sms.test.ts', name: 'one segment of GSM-7' },
  { id: 'B1', what: 'slots agree with a naive computation, whatever hours, exceptions and appointments', full: 10_000, file: 'src/domain/slots.test.ts', name: 'all slots are right and none is missing' },
  { id: 'zones', what: 'specialist and patient in two zones mean the same instant, in 289 pairs of zones, four weeks each', full: 1156, file: 'src/domain/slots-clock.test.ts', name: 'mean the same instant' },
  { id: 'Y70', what: 'random histories of cards, banks, events and people, paid at booking or after: no appointment moves, nothing above the price, nothing kept of a timely cancellation', full: 10_000, file: 'src/features/payments/money-histories.test.ts', name: 'histories of a card charged' },
  { id: 'X50', what: 'card events three days late, in 24 orders of 36 events and 5 copies each: the state of the order they were sent in', full: 864, file: 'tests/faults/card-news.test.ts', name: 'news three days late' },
  { id: 'X54', what: 'the process killed between the answer of the card provider and the commit: each amount moves once', full: 102, file: 'tests/faults/card-news.test.ts', name: 'between the provider' },
  { id: 'X55', what: 'a day without webhooks: payments and refunds are right with the first look after it', full: 100, file: 'tests/faults/card-news.test.ts', name: 'no webhook for a day' },
  { id: '57', what: 'fifty parallel repeats of hold, code and confirmation are one appointment, one code, one mail and SMS', full: 200, file: 'tests/faults/pressed-often.test.ts', name: 'are one hold, one code' },
  { id: 'Y3', what: 'an appointment booked by its practice stays booked, whatever card, provider and clock do', full: 1000, file: 'src/features/payments/prepayment.test.ts', name: 'never moves out of booked' },
  { id: 'M4', what: 'every mail in both languages at 320 px, light and dark: nothing sticks out, every word stands out, a thumb hits every button', full: 110, file: 'tests/journeys/mails.spec.ts', name: 'can be read at 320 px' },
  { id: 'X1', what: 'the worker killed 50 times in 10,000 messages: none lost, none doubled, each retaken when its lease is over', full: 10_000, file: 'tests/faults/kill-worker.test.ts', name: 'fault 1' },
  { id: 'X2', what: 'a worker paused for longer than its lease, another beside it: fenced, none doubled', full: 1, file: 'tests/faults/kill-worker.test.ts', name: 'fault 2' },
  { id: 'X3', what: 'one answer in twenty of the SMS provider lost: none lost, none doubled', full: 1000, file: 'tests/faults/messages-providers.test.ts', name: 'fault 3' },
  { id: 'X4', what: 'the SMS provider down for half an hour: mail alone, the link in time, SMS afterwards', full: 1, file: 'tests/faults/messages-providers.test.ts', name: 'fault 4' },
  { id: 'X5', what: '429 with Retry-After: nobody asks within it', full: 1, file: 'tests/faults/messages-providers.test.ts', name: 'fault 5' },
  { id: 'X32', what: 'numbers of one block asked for codes from 50 addresses: no more SMS than may, alarm raised, a patient elsewhere served', full: 10_000, file: 'tests/faults/code-abuse.test.ts', name: 'numbers of one block' },
  { id: 'X29', what: 'link tokens guessed at random: none is anybody’s', full: 1_000_000, file: 'tests/faults/door-abuse.test.ts', name: 'of them are nobody' },
  { id: 'Q23', what: 'every address, asked by eight roles about two practices: nobody is let in or shown what the table does not say', full: 2000, file: 'tests/faults/who-may-see.test.ts', name: 'every page and endpoint that is read' },
  { id: 'Q14', what: 'known and unknown contacts asked for a code by turns: the same page, medians less than 5 ms apart, times of one cause', full: 2000, file: 'tests/faults/same-answer.test.ts', name: 'who asks for a code at the door' },
  { id: 'Q14b', what: 'the same for who books', full: 2000, file: 'tests/faults/same-answer.test.ts', name: 'alike who books' },
  { id: 'Q25', what: 'the name of every column sent to every form: none is changed by it', full: 300, file: 'tests/faults/field-lists.test.ts', name: 'changes none of them' },
  { id: 'Q56', what: 'random histories with the process killed: nothing overlaps, nothing acknowledged is lost, messages agree, every answer within a second', full: 500, file: 'tests/faults/histories.test.ts', name: 'random histories' },
  { id: 'Q6', what: 'three devices press, leave, lapse and prove in random order: never two in one seat, never a change of hands without a proof', full: 1000, file: 'src/features/room/elsewhere/elsewhere.test.ts', name: 'random events of three devices' },
  { id: 'Q34', what: 'calls made from the document of the API, mutated: no fault, no trace, no answer that the document does not say', full: 50_000, file: 'tests/faults/api-abuse.test.ts', name: 'made from the document' },
  { id: 'Q34b', what: 'forms of every page filled in from the schemas, mutated: no fault, no trace, nothing of anybody else, heap as before', full: 50_000, file: 'tests/faults/fuzzed-forms.test.ts', name: 'in the forms of the product' },
  { id: 'Q34c', what: 'socket events from their schemas, mutated: none ends a process or leaves a fault in the log', full: 20_000, file: 'tests/faults/fuzzed-forms.test.ts', name: 'over the sockets of the three doors' },
  { id: 'Q21', what: 'signed out at one process, page and line are cut at every process within two seconds', full: 1, file: 'tests/faults/revoked.test.ts', name: 'who signs out is out' },
  { id: 'Q32', what: 'spellings of another site after signing in: none leaves ours', full: 60, file: 'tests/faults/front.test.ts', name: 'would lead elsewhere' },
  { id: 'Q85', what: 'what people send to every form and address stands in no line of the log, over a broken schema too', full: 1, file: 'tests/faults/broken-inside.test.ts', name: 'stands in no line of the log' },
  { id: 'Q91', what: 'names under which servers leave things lying about: none answers', full: 4598, file: 'tests/faults/front.test.ts', name: 'none of the product’s answers' },
  { id: 'X47', what: 'requests that begin and never end: 2,000 honest ones beside them are served', full: 1000, file: 'tests/faults/rough-clients.test.ts', name: 'who begin and never end' },
  { id: 'X48', what: 'strings made to be read for ever, in fields and addresses, cost at most 50 ms of processor each', full: 72, file: 'tests/faults/rough-clients.test.ts', name: 'costs no more than to read it' },
  { id: 'B9', what: 'booked elsewhere: in an open agenda within a second, every one', full: 40, file: 'tests/journeys/b09-agenda.spec.ts', name: 'within a second' },
  { id: 'X9', what: '200 who want one slot: one wins, no dead-lock', full: 50, file: 'tests/faults/races.test.ts', name: 'who want one slot' },
  { id: 'X10', what: '20 who want starts that overlap never overlap', full: 500, file: 'tests/faults/races.test.ts', name: 'who want starts that overlap' },
  { id: 'X11', what: 'a card charged while the hold ends leaves an appointment or a refund', full: 1000, file: 'tests/faults/races.test.ts', name: 'charged while the hold ends' },
  { id: 'X12', what: 'the practice moves while the patient cancels: one order, no contradictory news', full: 500, file: 'tests/faults/races.test.ts', name: 'moves while the patient cancels' },
  { id: 'X13', what: 'PostgreSQL killed during bookings: nothing acknowledged is lost, and it comes back by itself', full: 1000, file: 'tests/faults/database-killed.test.ts', name: 'PostgreSQL killed' },
  { id: 'X58', what: 'the master key changed while people book and read: no error, every key taken over', full: 100_000, file: 'tests/faults/master-key.test.ts', name: 'while people book and read' },
  { id: '92', what: 'SIGTERM under 200 requests a second: none that was taken is lost, and it ends within 10 s', full: 10, file: 'tests/faults/stop-under-load.test.ts', name: 'SIGTERM under' },
  { id: 'X15', what: 'the disk of the database full: words and no fault, and it books again within 60 s of space', full: 2000, file: 'tests/faults/disk-full.test.ts', name: 'disk full' },
  { id: 'X14', what: 'with every connection stuck the health route answers within 100 ms', full: 30, file: 'tests/faults/slow-database.test.ts', name: 'every connection stuck' },
  { id: 'Q6', what: 'three devices in random orders of coming, leaving, reloading and taking over: at most one of each', full: 1000, file: 'tests/faults/seat-orders.test.ts', name: 'random orders' },
  { id: '83', what: 'the whole access log is looked at, row after row, in seconds', full: 1_000_000, file: 'src/features/privacy/audit-seals.test.ts', name: 'looked at in a few seconds' },
  { id: '1', what: 'links of a million appointments and sides: all different, every byte as often as chance has it (chi-square, 16 places)', full: 1_000_000, file: 'src/domain/link.test.ts', name: 'nobody else’s among a million' },
  { id: '89', what: 'restore drill: copied in use, destroyed, restored: the same rows, 100 reasons opened, signed in and booked within a quarter of an hour', full: 100_000, file: 'tests/faults/restore-drill.test.ts', name: 'the drill' },
  { id: '80', what: 'whom a breach concerns is found among the accesses of a busy hour, exactly, within a minute', full: 100_000, file: 'src/features/privacy/breach/breach-report.test.ts', name: 'names exactly those concerned' },
  { id: '88', what: 'no clinical record goes before its day, none stays a week too long', full: 20_000, file: 'src/domain/privacy/retention.test.ts', name: 'no clinical record goes' },
  { id: 'Q2', what: 'a link fetched by mail gateways, previews and crawlers: not one row changes', full: 1000, file: 'tests/faults/link-fetchers.test.ts', name: 'change nothing by looking' },
  { id: 'X26', what: 'a program that sends the form and opens the room: no seat, nobody told', full: 1000, file: 'tests/faults/link-fetchers.test.ts', name: 'wake nobody' },
  { id: 'X27', what: 'what previews read of a link: nothing personal', full: 1000, file: 'tests/faults/link-fetchers.test.ts', name: 'read no name' },
  { id: 'Q5', what: 'landing pages of seeded appointments, in both languages: no name, specialty, reason, place or price on any', full: 100, file: 'tests/faults/link-fetchers.test.ts', name: 'whose every word is known' },
  { id: 'Q3', what: 'seconds of a browser in the room that runs every script and submits every form without a person: nobody is told, no seat taken', full: 30, file: 'tests/journeys/f03-patient-gets-in.spec.ts', name: 'runs every script and submits every form' },
  { id: 'X63', what: 'rooms that open at the full hour, everybody at the same moment: seated within 1.5 s at p95, none refused', full: 300, file: 'tests/faults/full-hour.test.ts', name: 'seat everybody who comes' },
  { id: 'X17', what: 'a restart with sockets of rooms that are open, all behind one address: 99.9 % have their seat again within ten seconds, nobody twice', full: 200, file: 'tests/faults/restarted.test.ts', name: 'have their seats again' },
  { id: 'X46', what: 'one page of 5,000 messages a second beside 50 honest rooms: their signals take at most a fifth longer at p95', full: 2000, file: 'tests/faults/full-hour.test.ts', name: 'heard by the other side alone' },
  { id: 'X23', what: 'a patient’s page torn and opened again: the same seat, no ghost', full: 30, file: 'tests/faults/full-hour.test.ts', name: 'keep the seat of who closes' },
  { id: 'Q8', what: 'cancelled with somebody inside: link and seat refused and the page told within a second at p99', full: 200, file: 'tests/faults/full-hour.test.ts', name: 'end at once where they are cancelled' },
  { id: 'X64', what: 'seconds of rooms that open, talk, hang up, come back and close: no handle left, heap as after the first third', full: 1800, file: 'tests/faults/soak.test.ts', name: 'leaves nothing behind' },
  { id: 'X45', what: 'frames of noise on open lines: nothing ends, memory as before, a room goes on', full: 100_000, file: 'tests/faults/socket-noise.test.ts', name: 'frames of noise' },
  { id: 'X51', what: 'what the relay carries, every byte of it at its door: a pattern of 64 bytes said in the chat is not in it, candidates are the relay’s alone', full: 1, file: 'tests/journeys/v06-relay.spec.ts', name: 'through the relay alone' },
  { id: 'X21', what: 'seconds with one packet in twenty lost and 500 kbit/s: the sound goes on, nobody is disconnected', full: 300, file: 'tests/journeys/v06-relay.spec.ts', name: 'straight from one to the other' },
  { id: 'X16', what: 'the server killed and started again in a call: no break in the media, signalling back within ten seconds', full: 20, file: 'tests/journeys/v09-server-killed.spec.ts', name: 'is killed and started again' },
  { id: 'X20', what: 'UDP blocked: calls go through the relay over TCP', full: 20, file: 'tests/journeys/v06-relay.spec.ts', name: 'over TCP where UDP is blocked' },
  { id: 'X20b', what: 'only TLS on port 443 let out: calls go through the relay over it', full: 20, file: 'tests/journeys/v06-relay.spec.ts', name: 'over TLS on port 443' },
  { id: 'axe', what: 'every page and state at phone and desktop size, each light and dark, and at 320 px: no violation of WCAG 2.2 AA', full: 4, file: 'tests/journeys/accessibility.spec.ts', name: 'no violation of WCAG' },
  { id: 'states', what: 'states of waiting room, call and after it on phone and computer, light and dark, at 320 px and with letters twice as large: axe clean, nothing cut or covered, one filled button', full: 38, file: 'tests/journeys/room-states.spec.ts', name: 'the call' },
  { id: 'Q29', what: 'every page as three persons: none breaks its policy, asks another host or runs what was planted', full: 3, file: 'tests/faults/content-policy.test.ts', name: 'breaks its own policy' },
  { id: 'Q35', what: 'every value that is none in every parameter, question and field of every page and form, and what is another person’s: no fault, nothing shown, nothing changed', full: 90_000, file: 'tests/faults/bad-input.test.ts', name: 'no (page|form)' },
  { id: 'F1', what: 'booked from the profile at both sizes, each with and without script, and what goes wrong at both', full: 4, file: 'tests/journeys/f01-book-from-the-profile.spec.ts', name: 'F1' },
  { id: 'P4', what: 'searched at both sizes and without script', full: 3, file: 'tests/journeys/search.spec.ts', name: 'P4' },
  { id: 'F8', what: 'from the home page to the call on a phone, a tablet and a computer', full: 3, file: 'tests/journeys/f08-nothing-to-install.spec.ts', name: 'F8 on a' },
  { id: 'Firefox', what: 'the patient in Firefox and the specialist in Chromium see and hear each other, on a phone and on a computer', full: 2, file: 'tests/journeys/f08-nothing-to-install.spec.ts', name: 'F8 in Firefox' },
  { id: 'F11', what: 'booked by the specialist with a card asked for, at both sizes', full: 2, file: 'tests/journeys/f11-specialist-books.spec.ts', name: 'with Stripe prepayment' },
  { id: 'B7', what: 'a calendar from elsewhere added, refused and removed at both sizes', full: 2, file: 'tests/journeys/b07-calendars-and-team.spec.ts', name: 'a calendar from elsewhere' },
  { id: 'B9', what: 'time off over appointments at both sizes', full: 2, file: 'tests/journeys/b09-hours-and-time-off.spec.ts', name: 'time off over' },
  { id: 'X40', what: 'a server that puts its own certificates on both legs makes the words differ', full: 10_000, file: 'src/call/words/security-words.test.ts', name: 'own certificates on both legs' },
];

const wanted = process.argv.slice(2);
const chosen = proofs.filter((proof) => wanted.length === 0 || wanted.includes(proof.id));
if (chosen.length === 0) {
  process.stderr.write(`no such proof; there are ${proofs.map((proof) => proof.id).join(', ')}\n`);
  process.exit(2);
}
let failed = 0;
for (const { id, what, full, file, name } of chosen) {
  const before = performance.now();
  const run = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', file, '-t', name, '--testTimeout', '3600000'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, PROVE: '1', NO_COLOR: '1' },
  });
  // A name that fits no test passes without having run anything.
  const holds = run.status === 0 && /Tests .*\b[1-9]\d* passed/.test(stripVTControlCharacters(run.stdout));
  const seconds = Math.round((performance.now() - before) / 1000);
  process.stdout.write(`${JSON.stringify({ id, what, count: full, holds, seconds })}\n`);
  if (!holds) {
    failed += 1;
    process.stderr.write(`${run.stdout}${run.stderr}`);
  }
  const on = new Date().toISOString().slice(0, 10);
  appendFileSync(join(root, 'docs/proof.md'), `| ${on} | ${id} | ${what} | ${full.toLocaleString('en')} | ${holds ? 'holds' : 'fails'} | ${seconds} s |\n`);
}
process.exit(failed > 0 ? 1 : 0);
