// @ts-check
/**
 * For the link page, which Svelte draws on the server alone (docs/decisions/0054): a person's press is remembered for the
 * room, the hour counts down, and the page asks again when the room opens. Works without it, too.
 */

// A scanner's script presses as well, but nobody trusts that event (V2); `takePress` reads it in the room.
addEventListener('click', (event) => {
  if (!event.isTrusted || !(event.target instanceof Element) || !event.target.closest('[data-press]')) return;
  try {
    sessionStorage.setItem('vc-pressed', 'yes');
  } catch {
    // Without storage the waiting room asks once more.
  }
});

// A browser that has its place already needs no exchange (S2).
addEventListener('submit', (event) => {
  const { room } = /** @type {HTMLFormElement} */ (event.target).dataset;
  if (!event.isTrusted || !room) return;
  event.preventDefault();
  location.assign(room);
});

const longestTimer = 2 ** 31 - 1;
const began = performance.now();
const opening = /** @type {HTMLElement | null} */ (document.querySelector('[data-opens-in]'));
const opensIn = Number(opening?.dataset['opensIn']) + 300;
if (opening && opensIn < longestTimer) {
  const look = () => performance.now() - began >= opensIn && location.reload();
  setTimeout(look, opensIn);
  document.addEventListener('visibilitychange', look);
}

const place = /** @type {HTMLElement | null} */ (document.querySelector('[data-hour-left]'));
const clock = place?.querySelector('[role=timer]');
const number = clock?.querySelector('b');
const unit = clock?.querySelector('.unit');
if (place && clock && number && unit) {
  const left = Number(place.dataset['hourLeft']);
  /** @param {Element} like @param {string} text */
  const another = (like, text) => {
    const made = /** @type {Element} */ (like.cloneNode());
    made.textContent = text;
    return made;
  };
  const words = clock.firstElementChild;
  // Read aloud once a minute, not every second.
  const spoken = /** @type {HTMLElement | null} */ (place.querySelector('[role=status]'));
  clock.setAttribute('aria-hidden', 'true');
  const tick = () => {
    const seconds = Math.ceil((left - (performance.now() - began)) / 1000);
    if (seconds <= 0) {
      place.hidden = true;
      return clearInterval(ticking);
    }
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60)];
    const [first, second] = hours > 0 ? [hours, minutes % 60] : [minutes, String(seconds % 60).padStart(2, '0')];
    const parts = [another(number, `${first}`), another(unit, hours > 0 ? 'h' : 'min'), another(number, `${second}`), another(unit, hours > 0 ? 'min' : 's')];
    clock.replaceChildren(...(words ? [words] : []), ...parts);
    const said = (spoken?.dataset[hours > 0 ? 'hours' : 'minutes'] ?? '').replace('{hours}', `${hours}`).replace('{minutes}', `${hours > 0 ? minutes % 60 : Math.ceil(seconds / 60)}`);
    if (spoken && spoken.textContent !== said) spoken.textContent = said;
  };
  const ticking = setInterval(tick, 1000);
  document.addEventListener('visibilitychange', tick);
  tick();
}
