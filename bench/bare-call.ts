import { createServer } from 'node:http';
import type { Browser, Page } from 'playwright-core';

/**
 * The bare call that ours is measured against, in the same run and browser: two pages, one RTCPeerConnection each, no
 * servers, 640×480 from the fake camera, descriptions and candidates over one WebSocket. The camera is open and the
 * socket connected before the clock starts, so the figure is signalling, ICE, DTLS, encoder and decoder alone.
 */
export interface BareCall {
  /** Milliseconds from the start of the negotiation to the first remote frame on both pages. */
  measure(): Promise<number>;
  /**
   * Milliseconds from a click on a link to the first remote frame there: a fresh context, its page, its camera, its
   * socket, then the same call. The other page is open and ready.
   */
  measureCold(): Promise<number>;
  close(): Promise<void>;
}

const page = `<!doctype html><meta charset="utf-8"><video id="far" autoplay playsinline muted></video>
<script type="module">
  const id = location.search.slice(1);
  const socket = new WebSocket('ws://' + location.host + '/bare?' + id);
  await new Promise((settle) => (socket.onopen = settle));
  const media = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 }, audio: true });
  const far = document.getElementById('far');
  let peer = new RTCPeerConnection();
  const ready = () => {
    peer = new RTCPeerConnection();
    for (const track of media.getTracks()) peer.addTrack(track, media);
    peer.onicecandidate = ({ candidate }) => candidate && socket.send(JSON.stringify({ candidate }));
    window.framed = new Promise((settle) => {
      peer.ontrack = ({ streams }) => {
        if (far.srcObject) return;
        far.srcObject = streams[0];
        far.requestVideoFrameCallback(() => settle(performance.timeOrigin + performance.now()));
      };
    });
  };
  ready();
  const waiting = [];
  socket.onmessage = async ({ data }) => {
    const { description, candidate, hello } = JSON.parse(data);
    if (hello) {
      window.again();
      await window.begin();
    } else if (description) {
      await peer.setRemoteDescription(description);
      for (const early of waiting.splice(0)) await peer.addIceCandidate(early);
      if (description.type === 'offer') {
        await peer.setLocalDescription();
        socket.send(JSON.stringify({ description: peer.localDescription }));
      }
    } else if (peer.remoteDescription) await peer.addIceCandidate(candidate);
    else waiting.push(candidate);
  };
  window.begin = async () => {
    const began = performance.timeOrigin + performance.now();
    await peer.setLocalDescription();
    socket.send(JSON.stringify({ description: peer.localDescription }));
    return began;
  };
  window.again = () => {
    peer.close();
    far.srcObject = null;
    ready();
  };
  if (id === 'cold') socket.send(JSON.stringify({ hello: true }));
  document.title = 'ready';
</script>`;

const landing = `<!doctype html><meta charset="utf-8"><a href="/?cold">enter</a>
<script>addEventListener('click', (event) => sessionStorage.setItem('pressed', String(performance.timeOrigin + event.timeStamp)), true);</script>`;

export async function openBareCall(browser: Browser): Promise<BareCall> {
  const server = createServer((request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(request.url === '/' ? landing : page));
  // The engine's WebSocket server is the one our own sockets use; here it only passes on what it gets.
  const { WebSocketServer } = (await import('ws')) as typeof import('ws');
  const sockets = new WebSocketServer({ server, path: '/bare' });
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => {
      for (const other of sockets.clients) if (other !== socket) other.send(data.toString());
    });
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const address = server.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  const newPage = async () => (await browser.newContext({ permissions: ['camera', 'microphone'], baseURL: `http://127.0.0.1:${port}` })).newPage();
  const open = async (id: string) => {
    const one = await newPage();
    await one.goto(`/?${id}`);
    await one.waitForFunction(() => document.title === 'ready');
    return one;
  };
  const caller = await open('a');
  let callee: Page | null = null;
  const framed = (one: Page) => one.evaluate(() => (window as unknown as { framed: Promise<number> }).framed);
  return {
    async measure() {
      callee ??= await open('b');
      const began = await caller.evaluate(() => (window as unknown as { begin(): Promise<number> }).begin());
      const times = await Promise.all([framed(caller), framed(callee)]);
      for (const one of [caller, callee]) await one.evaluate(() => (window as unknown as { again(): void }).again());
      return Math.max(...times) - began;
    },
    async measureCold() {
      await callee?.context().close();
      callee = null;
      const one = await newPage();
      await one.goto('/');
      await one.getByRole('link').click();
      await one.waitForFunction(() => document.title === 'ready');
      const at = await framed(one);
      const pressed = await one.evaluate(() => Number(sessionStorage.getItem('pressed')));
      await one.context().close();
      return at - pressed;
    },
    async close() {
      for (const one of [caller, callee]) await one?.context().close();
      sockets.close();
      server.closeAllConnections();
      await new Promise((settle) => server.close(settle));
    },
  };
}
