import { afterEach, describe, expect, it } from 'vitest';
import { EarlyWebSocket } from './early-line.ts';

const open = 1;
/** A socket that the page's first script opened. */
function opened(said: boolean, heard: string[], readyState = open) {
  const sent: string[] = [];
  const socket = { readyState, send: (data: string) => void sent.push(data), close() {}, onmessage: null as ((event: { data: string }) => void) | null };
  Object.assign(globalThis, { vcRoom: { line: { socket, said, heard } } });
  return { socket, sent };
}
/** As the library's transport goes about it. */
async function transport() {
  const socket = EarlyWebSocket.prototype.createSocket.call(Object.create(EarlyWebSocket.prototype), 'ws://localhost:9/', [], {});
  const got: unknown[] = [];
  Object.assign(socket, { onopen: () => got.push('open'), onmessage: ({ data }: { data: unknown }) => got.push(data) });
  await Promise.resolve();
  return { socket, got };
}
afterEach(() => void Reflect.deleteProperty(globalThis, 'vcRoom'));

describe('the socket of the waiting room’s first script', () => {
  it('goes on in the call engine: all that it heard comes in order, then what is new', async () => {
    const { socket } = opened(true, ['0{}', '40{}', '42["welcome",{}]']);
    const { got } = await transport();
    socket.onmessage?.({ data: '42["room",{}]' });
    expect(got).toEqual(['open', '0{}', '40{}', '42["welcome",{}]', '42["room",{}]']);
  });

  it('says who it is once', async () => {
    const { sent } = opened(true, ['0{}']);
    const { socket } = await transport();
    for (const data of ['40{"as":"patient"}', '420["look"]', '40{"as":"patient"}']) socket.send(data);
    expect(sent).toEqual(['420["look"]', '40{"as":"patient"}']);
  });

  it('leaves it to the engine to say so where the script had not yet', async () => {
    const { sent } = opened(false, []);
    const { socket } = await transport();
    socket.send('40{"as":"patient"}');
    expect(sent).toEqual(['40{"as":"patient"}']);
  });

  it('is not used where it broke meanwhile, nor a second time', async () => {
    const { socket } = opened(true, ['0{}'], 3);
    const other = await transport();
    expect(other.got).toEqual([]);
    expect(other.socket).not.toBe(socket);
    other.socket.close();
    opened(true, ['0{}']);
    expect((await transport()).got).toEqual(['open', '0{}']);
    const again = await transport();
    expect(again.got).toEqual([]);
    again.socket.close();
  });
});
