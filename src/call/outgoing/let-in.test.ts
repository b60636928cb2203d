import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLetIn } from './let-in.ts';

let ready: boolean;
let happened: string[];
const made = () =>
  createLetIn({
    ready: () => ready,
    say: (admitted) => void happened.push(admitted ? 'says come in' : 'says not yet'),
    apply: (on) => void happened.push(on ? 'shows itself' : 'hides again'),
  });

beforeEach(() => {
  vi.useFakeTimers();
  ready = true;
  happened = [];
});
afterEach(() => void vi.useRealTimers());

describe('«Dar paso»', () => {
  it('goes to the patient’s page without waiting for the server', () => {
    void made().press(() => new Promise(() => {}));
    expect(happened).toEqual(['says come in', 'shows itself']);
  });

  it('is taken back on both sides where the server refuses it', async () => {
    await made().press(async () => false);
    expect(happened).toEqual(['says come in', 'shows itself', 'says not yet', 'hides again']);
  });

  it('waits for the server where the connection is not ready', async () => {
    ready = false;
    await made().press(async () => false);
    expect(happened).toEqual([]);
  });

  it('holds eight seconds without the server’s word, and no longer', () => {
    made().now(true);
    vi.advanceTimersByTime(7900);
    expect(happened).toEqual(['shows itself']);
    vi.advanceTimersByTime(200);
    expect(happened).toEqual(['shows itself', 'hides again']);
  });
});
