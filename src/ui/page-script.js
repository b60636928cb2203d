// @ts-check
/**
 * For pages that Svelte draws on the server alone (docs/decisions/0013): makes pleasant what works without it, found by
 * data attributes. Served as it stands (`PageScript.svelte`), so it is plain and small, and imports nothing.
 */

/** @template {HTMLElement} [Kind=HTMLElement] @param {string} selector @param {ParentNode} [root] @returns {Kind[]} */
const all = (selector, root = document) => /** @type {Kind[]} */ ([...root.querySelectorAll(selector)]);
/** @param {EventTarget | null} target @param {string} selector */
const around = (target, selector) => /** @type {HTMLElement | null} */ (target instanceof Element ? target.closest(selector) : null);
const minuteSecond = (/** @type {number} */ ms) => `${Math.floor(Math.ceil(ms / 1000) / 60)}:${String(Math.ceil(ms / 1000) % 60).padStart(2, '0')}`;
/** The page without the action whose answer it is: a reload would send the form again. */
const afresh = () => location.replace(location.pathname + location.search.replace(/[?&]\/[^&]*/, '').replace(/^&/, '?'));

/** Hours stand on the viewer's own wall where no zone was asked for (B1): `data-zones` are those shown. */
function tellZone() {
  const shown = all('[data-zones]')[0]?.dataset['zones'];
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const url = new URL(location.href);
  if (!shown || !own || url.searchParams.has('zona') || shown.split(' ').every((zone) => zone === own)) return;
  url.searchParams.set('zona', own);
  location.replace(url);
}

let shown = location.pathname + location.search;

/** Only the parts of the page that a link changes (`data-part`) are drawn again: nobody loses their place on it. @param {string} href */
async function turnTo(href) {
  const answer = await fetch(href, { headers: { accept: 'text/html' } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return location.assign(href);
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const lefts = all('[data-strip]').map((strip) => strip.scrollLeft);
  const held = document.activeElement?.getAttribute('data-turn');
  for (const part of all('[data-part]')) {
    const fresh = next.querySelector(`[data-part="${part.dataset['part']}"]`);
    if (fresh) part.replaceWith(document.adoptNode(fresh));
  }
  history.pushState(null, '', href.replace(/#.*/, ''));
  shown = location.pathname + location.search;
  prepare();
  all('[data-strip]').forEach((strip, index) => strip.scrollTo({ left: lefts[index] ?? 0 }));
  if (held) all(`[data-turn="${CSS.escape(held)}"]`)[0]?.focus({ preventScroll: true });
}

/** What is hidden until a script can do it, counting down, and the chosen day in sight. */
function prepare() {
  for (const one of all('[data-scripted]')) one.hidden = one.dataset['scripted'] === 'share' && !('share' in navigator);
  for (const strip of all('[data-strip]')) {
    const chosen = all('[aria-current]', strip)[0];
    if (chosen) strip.scrollTo({ left: chosen.offsetLeft - (strip.clientWidth - chosen.offsetWidth) / 2 });
  }
  for (const clock of all('[data-left]')) countDown(clock);
}

/** `data-left` milliseconds, written as m:ss; near the end the warning and its way out; at the end what `data-end` says. @param {HTMLElement} clock */
function countDown(clock) {
  const left = Number(clock.dataset['left']);
  const began = performance.now();
  clock.removeAttribute('data-left');
  clock.role = 'timer';
  clock.hidden = false;
  const around_ = clock.closest('[data-clock]') ?? clock;
  const tick = () => {
    const now = Math.max(0, left - (performance.now() - began));
    clock.textContent = (clock.dataset['words'] ?? '{time}').replace('{time}', minuteSecond(now));
    if (now <= 120_000) for (const one of all('[data-soon]', around_)) soon(one);
    if (now > 0) return;
    clearInterval(timer);
    document.removeEventListener('visibilitychange', tick);
    if (clock.dataset['end'] === 'reload') afresh();
    else {
      clock.hidden = true;
      for (const one of all('[data-later]', around_)) one.hidden = false;
    }
  };
  const timer = setInterval(tick, 250);
  document.addEventListener('visibilitychange', tick);
  for (const one of all('[data-later]', around_)) one.hidden = true;
  tick();
}

/** @param {HTMLElement} one */
function soon(one) {
  one.hidden = false;
  const words = one.dataset['soon'];
  if (words && one.textContent !== words) one.textContent = words;
}

/** What is wrong with a field, said on leaving it and taken back while typing. @param {HTMLInputElement} input */
function check(input) {
  const value = input.value.trim();
  const fits = { email: /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/, mobile: /^(\D*\d){9}/ }[input.dataset['check'] ?? ''];
  note(input, value !== '' && fits && !fits.test(value) ? (input.dataset['wrong'] ?? '') : '');
}

/** @param {HTMLInputElement} input @param {string} words */
function note(input, words) {
  const place = document.getElementById(input.getAttribute('aria-describedby') ?? '');
  if (!place) return;
  place.dataset['hint'] ??= place.classList.contains('error') ? '' : (place.textContent ?? '');
  place.textContent = words || place.dataset['hint'];
  place.classList.toggle('error', words !== '');
  input.classList.toggle('wrong', words !== '');
  input.toggleAttribute('aria-invalid', words !== '');
  if (words) input.setAttribute('aria-invalid', 'true');
}

document.addEventListener('click', (event) => {
  const link = around(event.target, 'a[data-turn]');
  if (link instanceof HTMLAnchorElement && !event.button && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    void turnTo(link.href);
  }
  const scroll = around(event.target, '[data-scroll]');
  for (const strip of scroll ? all('[data-strip]') : []) strip.scrollBy({ left: Number(scroll?.dataset['scroll']) * strip.clientWidth * 0.8, behavior: 'smooth' });
  const share = around(event.target, '[data-scripted=share]');
  if (share) void navigator.share({ title: document.title, url: share.dataset['url'] ?? '' }).catch(() => {});
});
addEventListener('popstate', () => {
  if (location.pathname + location.search !== shown) location.reload();
});

document.addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLInputElement) || target.type !== 'radio') return;
  for (const told of all(`[data-chosen="${target.form?.id}"]`)) told.textContent = target.ariaLabel ?? '';
  for (const told of all(`[data-hour-words="${target.form?.id}"] .words`)) {
    told.textContent = (around(told, '[data-hour-words]')?.dataset['words'] ?? '').replace('{hour}', target.closest('label')?.textContent?.trim() ?? '');
  }
  for (const told of all('[data-missing]')) told.textContent = '';
  for (const field of all(`[data-label-by="${target.name}"]`)) {
    const label = document.querySelector(`label[for="${field.id}"]`)?.firstChild;
    if (label) label.textContent = field.dataset[`label_${target.value}`] ?? label.textContent;
  }
});

document.addEventListener('focusout', ({ target }) => {
  if (target instanceof HTMLInputElement && target.dataset['check']) check(target);
});
document.addEventListener('input', ({ target }) => {
  if (!(target instanceof HTMLInputElement)) return;
  if (target.ariaInvalid === 'true' && target.type !== 'checkbox') note(target, '');
  if (target.dataset['complete']) complete(target);
});

/** A code goes out with its last digit. @param {HTMLInputElement} input */
function complete(input) {
  const digits = Number(input.dataset['complete']);
  input.value = input.value.replace(/\D/g, '').slice(0, digits);
  if (input.value.length === digits) input.form?.requestSubmit();
}

/** A form goes out once; what must be chosen first is said where it is missing. */
document.addEventListener('submit', (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const missing = all('[data-missing]', form)[0];
  if (missing && !form.querySelector(':checked')) {
    event.preventDefault();
    missing.textContent = missing.dataset['missing'] ?? '';
    return;
  }
  if (form.method !== 'post') return;
  if (form.dataset['sent']) return event.preventDefault();
  form.dataset['sent'] = 'yes';
  for (const button of all('[data-busy]')) {
    if (!(button instanceof HTMLButtonElement) || button.form !== form) continue;
    button.ariaDisabled = 'true';
    const words = button.querySelector('.words');
    if (words) words.textContent = button.dataset['busy'] ?? '';
  }
});
// The answer to a form becomes a page that was asked for: going back to it sends nothing again, and asks nobody whether to.
if (all('form[method="post"]').length > 0) history.replaceState(history.state, '');
addEventListener('pageshow', ({ persisted }) => {
  if (persisted && all('[data-sent]').length > 0) location.reload();
});

/** A form that nobody could take goes out again by itself, not all at the same moment; who goes on typing sends it themselves. */
for (const form of all('form[data-again]')) {
  const timer = setTimeout(() => /** @type {HTMLFormElement} */ (form).requestSubmit(), 3000 + Math.random() * 4000);
  form.addEventListener('input', () => clearTimeout(timer));
}

/** Public pages know nobody (they set no cookie); this mark makes them ask whether a booking was left half done. */
if (all('[data-unfinished]').length > 0) {
  try {
    localStorage.setItem('vc-a-medias', String(Date.now() + 30 * 60_000));
  } catch {
    // A browser that keeps nothing is not asked.
  }
}

const onward = all('[data-onward]')[0];
if (onward instanceof HTMLAnchorElement) location.replace(onward.href);
tellZone();
prepare();
// Whoever was faster than this script has typed the code already.
const typing = document.activeElement;
if (typing instanceof HTMLInputElement && typing.dataset['complete'] && typing.value !== typing.defaultValue) complete(typing);
