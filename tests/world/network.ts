import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A machine of its own on the test's network: a namespace with one or more ways to the others. */
export interface Place {
  name: string;
  address: string;
  /** One address for each line, in order. */
  addresses: string[];
  /** A program to hand to who starts a browser: it then runs in this place. */
  wrap(program: string): string;
  run(program: string, args: string[]): ChildProcess;
  /** Loads nft rules for this place, in place of those before: `rules('udp', 'drop')`-like lines of an output and an input chain. */
  filter(rules: string[]): void;
  /** So many kbit a second on every line of this place and no more; null takes it back. */
  slowDown(kbit: number | null): void;
  ip(...args: string[]): void;
}

export interface Network {
  /** This process on that network. */
  address: string;
  /** A further place; with `lines` it has several addresses, the first one is its way out. */
  place(name: string, lines?: number): Place;
  close(): void;
}

const run = (program: string, args: string[]) => execFileSync(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
const ip = (...args: string[]) => run('ip', args);

/** Where a run keeps its hub for all its workers. */
const hubOfRun = 'VC_TEST_HUB';
let opened = 0;

interface Hub {
  /** The namespace of the bridge. */
  space: string;
  /** The first half of every address. */
  subnet: string;
  close(): void;
}

/**
 * A bridge in a namespace of its own, and this machine's line to it. Kept for a whole run (tests/world/global-setup.ts):
 * lines that come and go under this machine's browsers break the pages they are loading.
 */
export function openHub(): Hub {
  if (process.getuid?.() !== 0) throw new Error('this test makes network namespaces and must run as root');
  const id = `vc${process.pid.toString(36)}${opened++}`;
  const subnet = `44.${128 + ((process.pid + opened) % 100)}`;
  const space = `${id}h`;
  ip('netns', 'add', space);
  ip('-n', space, 'link', 'add', 'br0', 'type', 'bridge');
  ip('-n', space, 'link', 'set', 'br0', 'up');
  ip('link', 'add', `${id}r`, 'type', 'veth', 'peer', 'name', `${id}b`);
  ip('link', 'set', `${id}b`, 'netns', space);
  toBridge(space, `${id}b`);
  ip('addr', 'add', `${subnet}.0.1/16`, 'dev', `${id}r`);
  ip('link', 'set', `${id}r`, 'up');
  return { space, subnet, close: () => void ip('netns', 'del', space) };
}

/** One hub for all workers that are started from here on; nothing where namespaces cannot be made, whose tests say so. */
export function shareHub(): () => void {
  // Each of vitest's projects sets itself up, all in one process.
  if (process.env[hubOfRun] || process.getuid?.() !== 0 || !existsSync('/usr/sbin/ip')) return () => {};
  const hub = openHub();
  process.env[hubOfRun] = `${hub.space} ${hub.subnet}`;
  return hub.close;
}

function hubToUse(): Hub {
  const [space, subnet] = process.env[hubOfRun]?.split(' ') ?? [];
  return space && subnet ? { space, subnet, close: () => {} } : openHub();
}

function toBridge(space: string, link: string): void {
  ip('-n', space, 'link', 'set', link, 'master', 'br0');
  ip('-n', space, 'link', 'set', link, 'up');
}

/**
 * A network of namespaces joined by a bridge, with addresses of 44.128.0.0/9, which no machine of the world has: a
 * relay refuses special-purpose ones. Needs root and iproute2, and says so where it has not.
 */
export function openNetwork(): Network {
  const hub = hubToUse();
  const id = `vc${process.pid.toString(36)}${opened++}`;
  const third = 1 + ((process.pid + opened) % 250);
  const folder = mkdtempSync(join(tmpdir(), 'vc-network-'));
  const places: string[] = [];
  const children = new Set<ChildProcess>();
  let host = 10;

  return {
    address: `${hub.subnet}.0.1`,
    place(name, lines = 1) {
      const space = `${id}${name}`;
      ip('netns', 'add', space);
      places.push(space);
      const here = (...args: string[]) => ip('-n', space, ...args);
      here('link', 'set', 'lo', 'up');
      const addresses: string[] = [];
      for (let line = 0; line < lines; line++) {
        const address = `${hub.subnet}.${third}.${host++}`;
        const far = `l${third}x${host}`;
        here('link', 'add', `eth${line}`, 'type', 'veth', 'peer', 'name', far, 'netns', hub.space);
        toBridge(hub.space, far);
        here('addr', 'add', `${address}/16`, 'dev', `eth${line}`);
        here('link', 'set', `eth${line}`, 'up');
        addresses.push(address);
      }
      here('route', 'add', 'default', 'dev', 'eth0');
      return {
        name: space,
        address: addresses[0] ?? '',
        addresses,
        wrap(program) {
          const script = join(folder, `${space}-${program.replaceAll('/', '-')}`);
          writeFileSync(script, `#!/bin/sh\nexec ip netns exec ${space} ${program} "$@"\n`, { mode: 0o755 });
          return script;
        },
        run(program, args) {
          const child = spawn('ip', ['netns', 'exec', space, program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
          children.add(child);
          child.once('exit', () => children.delete(child));
          return child;
        },
        filter(rules) {
          const chain = (hook: string) => `chain ${hook} { type filter hook ${hook} priority 0; policy accept;\n${rules.join('\n')}\n}`;
          const file = join(folder, `${space}.nft`);
          writeFileSync(file, `flush ruleset\ntable inet test {\n${chain('input')}\n${chain('output')}\n}\n`);
          ip('netns', 'exec', space, 'nft', '-f', file);
        },
        slowDown(kbit) {
          addresses.forEach((_, line) => {
            const words = kbit === null ? ['del', 'dev', `eth${line}`, 'root'] : ['replace', 'dev', `eth${line}`, 'root', 'tbf', 'rate', `${kbit}kbit`, 'burst', '4kb', 'latency', '200ms'];
            ip('netns', 'exec', space, 'tc', 'qdisc', ...words);
          });
        },
        ip: here,
      };
    },
    close() {
      for (const child of children) child.kill('SIGKILL');
      for (const space of places) ip('netns', 'del', space);
      hub.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One line of a place dies with its address and another one comes up with its own, as from Wi-Fi to mobile. */
export function changeLine(place: Place, dead: number, alive: number): void {
  place.ip('addr', 'flush', 'dev', `eth${dead}`);
  place.ip('link', 'set', `eth${dead}`, 'down');
  place.ip('link', 'set', `eth${alive}`, 'up');
  place.ip('addr', 'replace', `${place.addresses[alive]}/16`, 'dev', `eth${alive}`);
  place.ip('route', 'replace', 'default', 'dev', `eth${alive}`);
}
