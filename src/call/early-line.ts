import { WebSocket as WebSocketTransport } from 'socket.io-client';

/** What the page's first script left (`room-first.js`): its socket, whether it said who it is, and what came since. */
interface EarlyLine {
  socket: WebSocket;
  said: boolean;
  heard: string[];
}

/** The part of a WebSocket that the transport uses. */
interface Early {
  binaryType: string;
  onopen: (() => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onerror: ((event: Event) => void) | null;
  send(data: string): void;
  close(): void;
}

function takeLine(): EarlyLine | null {
  const { vcRoom } = globalThis as { vcRoom?: { line: EarlyLine | null } };
  const line = vcRoom?.line ?? null;
  if (vcRoom) vcRoom.line = null;
  return line && line.socket.readyState <= WebSocket.OPEN ? line : null;
}

/** Goes on with a socket that is open and greeted already: what it said and heard comes to its new owner in order. */
function goOnWith({ socket, said, heard }: EarlyLine): Early {
  let greeting = said;
  const early: Early = {
    binaryType: 'arraybuffer',
    onopen: null,
    onclose: null,
    onmessage: null,
    onerror: null,
    send(data) {
      // Who this is was said by the first script; the library says it once more.
      if (greeting && data.startsWith('40')) greeting = false;
      else socket.send(data);
    },
    close: () => socket.close(),
  };
  queueMicrotask(() => {
    if (socket.readyState === WebSocket.OPEN) early.onopen?.();
    else socket.onopen = () => early.onopen?.();
    for (const data of heard.splice(0)) early.onmessage?.({ data });
    socket.onmessage = (event) => early.onmessage?.(event);
    socket.onclose = (event) => early.onclose?.(event);
    socket.onerror = (event) => early.onerror?.(event);
  });
  return early;
}

/** The library's own transport, whose first socket is the one that is there already (S2, docs/decisions/0054). */
export class EarlyWebSocket extends WebSocketTransport {
  override createSocket(...asked: Parameters<WebSocketTransport['createSocket']>): ReturnType<WebSocketTransport['createSocket']> {
    const line = takeLine();
    return line ? goOnWith(line) : super.createSocket(...asked);
  }
}

/** Whether this page's first script has called already. */
export const calledEarly = (): boolean => Boolean((globalThis as { vcRoom?: { line: EarlyLine | null } }).vcRoom?.line);
