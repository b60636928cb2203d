import { WebSocket } from 'ws';

/** A page that sits down as it arrives: the address of the server's socket, what it says of itself, its cookies. */
export interface ComingPage {
  auth: Record<string, string>;
  cookie: string;
  address: string;
}
export interface Coming {
  url: string;
  origin: string;
  pages: ComingPage[];
}
/** How long each took from the call to the seat; the words of the server where it gave none. */
export interface Came {
  times: number[];
  failed: string[];
}

/** Browsers of the full hour in a process of their own: what they cost is not the server's, though they share its processors. */
const { url, origin, pages } = await new Promise<Coming>((settle) => process.once('message', (orders) => settle(orders as Coming)));

function come({ auth, cookie, address }: ComingPage): Promise<{ socket: WebSocket; milliseconds: number }> {
  const began = performance.now();
  const socket = new WebSocket(url, { headers: { cookie, origin, 'x-forwarded-for': address } });
  return new Promise((settle, fail) => {
    socket.on('open', () => socket.send(`40${JSON.stringify({ ...auth, enter: 'with-media' })}`));
    socket.on('message', (data) => {
      const said = String(data);
      if (said === '2') return socket.send('3');
      if (said.startsWith('44')) fail(new Error(said));
      if (!said.startsWith('42["welcome"')) return;
      const milliseconds = performance.now() - began;
      if (said.startsWith('42["welcome",{"ok":true')) settle({ socket, milliseconds });
      else fail(new Error(said));
    });
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('closed')));
  });
}

const arrivals = await Promise.allSettled(pages.map(come));
const came: Came = { times: [], failed: [] };
for (const one of arrivals) {
  if (one.status === 'fulfilled') came.times.push(one.value.milliseconds);
  else came.failed.push(String(one.reason));
}
// They stay until they are told to go, and are gone for the server before they say so.
process.once('message', () => {
  const gone = arrivals.map((one) => {
    if (one.status === 'rejected') return null;
    const { socket } = one.value;
    return new Promise((settle) => {
      socket.once('close', settle);
      socket.close();
    });
  });
  void Promise.all(gone).then(() => process.disconnect?.());
});
process.send?.(came);
