// @ts-check
/**
 * The waiting room before its own script (docs/decisions/0054): takes the seat over a bare socket, says so, and only then
 * brings the rest, which takes over socket and presses. Served as it stands, so it is small and imports nothing.
 */
const quietMs = 1500;
const againMs = 3000;
const key = 'vc-pressed';

const wasPressed = () => {
  try {
    return sessionStorage.getItem(key) === 'yes';
  } catch {
    return false;
  }
};

/** @param {HTMLElement} place */
function begin(place) {
  /** @type {{ entry: string, imports: string[], styles: string[] }} */
  const { entry, imports, styles } = JSON.parse(place.dataset['script'] ?? '{}');
  const { seat, stage } = place.dataset;
  const waits = stage === 'open';
  const enters = seat === 'mine' || (seat === 'free' && wasPressed());
  /** @type {string | null} */
  let asked = null;
  let down = false;
  let brought = false;
  /** @type {(() => void)[]} */
  const settling = [];
  const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/socket/?EIO=4&transport=websocket`);
  /** @type {string[]} */
  const heard = [];
  // Whether the greeting was said, and what came since: src/call/early-line.ts goes on with it.
  const line = { socket, said: false, heard };
  /** @type {() => void} */
  let greeted = () => {};
  const greeting = new Promise((settle) => (greeted = () => settle(undefined)));

  // Said without waiting for the other side's first word (S2).
  socket.onopen = () => {
    line.said = true;
    socket.send(`40${JSON.stringify({ as: 'patient', ...(enters ? { enter: 'without-media' } : {}) })}`);
    greeted();
  };
  socket.onmessage = (/** @type {MessageEvent<string>} */ { data }) => {
    if (data === '2') return socket.send('3');
    heard.push(data);
    if (data.startsWith('42["welcome"')) {
      const [, { ok, value }] = JSON.parse(data.slice(2));
      if (ok && value.iceServers && value.room.stage === 'open') say('known');
      // What the page can do already comes before the rest of it (S5).
      if (waits && 'requestIdleCallback' in globalThis) requestIdleCallback(() => setTimeout(bring, 100), { timeout: 1000 });
      else bring();
    }
  };
  socket.onclose = socket.onerror = () => {
    greeted();
    bring();
  };

  /** @param {'known' | 'offline'} what */
  function say(what) {
    whenDrawn(() => {
      const told = document.querySelector('[data-known]');
      const meanwhile = /** @type {HTMLElement | null} */ (told?.querySelector('[data-offline]'));
      if (what === 'known') told?.classList.remove('arriving');
      if (what === 'known') meanwhile?.remove();
      else if (meanwhile) meanwhile.textContent = meanwhile.dataset['offline'] ?? '';
    });
  }

  /** @param {() => void} work */
  function whenDrawn(work) {
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', work);
    else work();
  }

  function bring() {
    if (!brought) whenDrawn(load);
    brought = true;
  }

  function load() {
    const link = (/** @type {string} */ rel, /** @type {string} */ href) => {
      const made = Object.assign(document.createElement('link'), { rel, href });
      document.head.append(made);
      return new Promise((settle, fail) => Object.assign(made, { onload: settle, onerror: fail }));
    };
    for (const href of imports) void link('modulepreload', href).catch(() => {});
    const here = new Set([.../** @type {NodeListOf<HTMLLinkElement>} */ (document.querySelectorAll('link[rel=stylesheet]'))].map((one) => one.href));
    const wanted = styles.filter((href) => !here.has(location.origin + href));
    Promise.all(wanted.map((href) => link('stylesheet', href)))
      .then(() => import(/* @vite-ignore */ entry))
      .catch(comeAgain);
  }

  /** The line broke before the rest was there: said, and loaded anew once the server answers. */
  function comeAgain() {
    say('offline');
    setTimeout(() => fetch(entry, { cache: 'no-store' }).then(({ ok }) => (ok ? location.reload() : comeAgain()), comeAgain), againMs);
  }

  addEventListener('pointerdown', () => (down = true), true);
  for (const end of ['pointerup', 'pointercancel']) {
    addEventListener(
      end,
      () => {
        // The click of this press comes first.
        setTimeout(() => {
          down = false;
          for (const settle of settling.splice(0)) settle();
        });
      },
      true,
    );
  }
  place.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button[type=button]') : null;
    if (!event.isTrusted || !button || !place.dataset['first']) return;
    asked = (button.textContent ?? '').trim();
    button.setAttribute('aria-busy', 'true');
    bring();
  });
  // Whoever touches the page is there (V2); `takePress` reads it in the room.
  for (const touch of ['pointerup', 'keyup']) {
    addEventListener(touch, ({ isTrusted }) => {
      if (!isTrusted || enters || !place.dataset['first']) return;
      try {
        sessionStorage.setItem(key, 'yes');
      } catch {
        // Asked for again.
      }
      bring();
    });
  }
  if (!waits || !enters) bring();
  else setTimeout(bring, quietMs);

  const settled = () => new Promise((settle) => (down ? settling.push(() => settle(undefined)) : settle(undefined)));
  Object.assign(globalThis, { vcRoom: { line, greeting, asked: () => asked, settled } });
}

// The room's own script may have been quicker where a call runs already: one socket holds the seat.
const place = document.getElementById('room');
if (place && !('vcRoom' in globalThis)) begin(place);
