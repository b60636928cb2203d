import { WebSocket } from 'ws';

/** A page like any other that says as much as it can, as often as it is let in again; run in a process of its own. */
const { ADDRESS = '', COOKIE = '', ORIGIN = '' } = process.env;
const aSecond = 5000;
let said = 0;

function shout(): void {
  const socket = new WebSocket(ADDRESS, { headers: { cookie: COOKIE, origin: ORIGIN } });
  let timer: NodeJS.Timeout | undefined;
  socket.on('open', () => socket.send('40{"as":"patient"}'));
  socket.on('message', (data) => {
    if (!String(data).startsWith('40')) return;
    timer = setInterval(() => {
      for (let nth = 0; nth < aSecond / 50 && socket.readyState === socket.OPEN; nth++, said++) socket.send('42["media",{"connected":false}]');
    }, 20);
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    clearInterval(timer);
    process.send?.(said);
    setTimeout(shout, 50);
  });
}
shout();
