import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { gatherTopics } from './gather-topics.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('the first change is told at once; what follows within a moment goes out together, each agenda once', () => {
  const told: string[][] = [];
  const agendas = gatherTopics((topics) => told.push(topics));
  for (const topic of ['a', 'b', 'c', 'b']) agendas.tell(topic);
  expect(told).toEqual([['a']]);
  vi.advanceTimersByTime(60);
  expect(told).toEqual([['a'], ['b', 'c']]);
  vi.advanceTimersByTime(60);
  agendas.tell('b');
  expect(told.at(-1)).toEqual(['b']);
});

it('a great many go out in parts, and none is kept back at the end', () => {
  const told: string[][] = [];
  const agendas = gatherTopics((topics) => told.push(topics));
  for (let nth = 0; nth < 151; nth++) agendas.tell(`agenda ${nth}`);
  vi.advanceTimersByTime(60);
  agendas.close();
  expect(told.map((topics) => topics.length)).toEqual([1, 100, 50]);
});

it('whoever told of a change before the end is heard, however many they are', () => {
  const told: string[][] = [];
  const agendas = gatherTopics((topics) => told.push(topics));
  for (let nth = 0; nth < 251; nth++) agendas.tell(`agenda ${nth}`);
  agendas.close();
  expect(told.map((topics) => topics.length)).toEqual([1, 100, 100, 50]);
});
