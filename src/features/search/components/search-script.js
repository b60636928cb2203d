// @ts-check
/**
 * For home and results, which Svelte draws on the server alone (docs/decisions/0024): suggestions while typing, the place
 * of the browser, filters that go out by themselves. Served as it stands; all of it works without, with one more press.
 */
const pauseMs = 150;

/** @template {HTMLElement} [Kind=HTMLElement] @param {string} selector @param {ParentNode} [root] @returns {Kind[]} */
const all = (selector, root = document) => /** @type {Kind[]} */ ([...root.querySelectorAll(selector)]);

/**
 * A field that offers what its text begins (ARIA's combobox with a listbox).
 * @param {HTMLElement} box @param {HTMLInputElement} input @param {HTMLElement} list @param {HTMLElement} status
 */
function suggest(box, input, list, status) {
  /** @type {{ kind: string, text: string, detail: string, href: string | null }[]} */
  let offers = [];
  let active = -1;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;
  /** @type {AbortController | undefined} */
  let asking;

  const isOpen = () => !list.hidden;
  /** @param {boolean} open @param {string} [said] */
  function show(open, said = '') {
    list.hidden = !open;
    input.ariaExpanded = String(open);
    status.textContent = open ? said : '';
    if (!open) mark(-1);
  }
  /** @param {number} index */
  function mark(index) {
    active = index;
    for (const [nth, option] of all('[role=option]', list).entries()) option.ariaSelected = String(nth === index);
    if (index < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', `${list.id}-${index}`);
  }
  function close() {
    clearTimeout(pause);
    asking?.abort();
    show(false);
  }
  /** @param {number} index */
  function choose(index) {
    const chosen = offers[index];
    if (!chosen) return;
    input.value = chosen.text;
    close();
    if (chosen.href) location.assign(chosen.href);
  }
  function ask() {
    clearTimeout(pause);
    asking?.abort();
    const text = input.value.trim();
    if (text.length < 2) return close();
    pause = setTimeout(async () => {
      asking = new AbortController();
      const answer = await fetch(`${box.dataset['suggest']}&texto=${encodeURIComponent(text)}`, { signal: asking.signal }).catch(() => null);
      // Typed on, or without a network: the search itself still works.
      if (!answer?.ok) return;
      const told = await answer.json().catch(() => null);
      if (!told) return;
      offers = told.suggestions;
      list.replaceChildren(...offers.map(option));
      mark(-1);
      show(offers.length > 0, told.said);
    }, pauseMs);
  }
  /** @param {{ kind: string, text: string, detail: string }} offer @param {number} index */
  function option(offer, index) {
    const [pattern] = all(`template[data-option="${offer.kind}"]`, box);
    const one = /** @type {HTMLElement} */ (/** @type {HTMLTemplateElement} */ (/** @type {unknown} */ (pattern)).content.firstElementChild?.cloneNode(true));
    const [text, detail] = all('.words > span', one);
    if (text) text.textContent = offer.text;
    if (detail) detail.textContent = offer.detail;
    one.id = `${list.id}-${index}`;
    one.addEventListener('pointerdown', (event) => event.preventDefault());
    one.addEventListener('click', () => choose(index));
    return one;
  }

  input.removeAttribute('list');
  input.role = 'combobox';
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', list.id);
  input.ariaExpanded = 'false';
  input.addEventListener('input', ask);
  box.addEventListener('focusout', (event) => {
    if (!box.contains(/** @type {Node | null} */ (event.relatedTarget))) close();
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && isOpen()) close();
    else if (event.key === 'Enter' && isOpen() && active >= 0) choose(active);
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!isOpen()) ask();
      else mark(event.key === 'ArrowDown' ? (active + 1) % offers.length : (active - 1 + offers.length) % offers.length);
    } else return;
    event.preventDefault();
  });
  // Whoever typed before the page's script was there is not made to type again.
  if (input.value !== input.defaultValue && box.contains(document.activeElement)) ask();
}

/** Searches around the browser's own place; `data-words` says what happens meanwhile and what went wrong. @param {HTMLElement} button */
function nearMe(button) {
  const words = JSON.parse(button.dataset['words'] ?? '{}');
  const [place] = all('[data-told]');
  /** @param {string} text */
  function tell(text) {
    button.ariaBusy = String(text === words.asking);
    if (!place) return;
    place.textContent = text;
    place.classList.toggle('sr-only', text === '');
  }
  /** @param {GeolocationPosition} position */
  async function found({ coords }) {
    // Rounded to a tenth of a degree before anything leaves the browser, and in a body: no address or log holds it.
    const [latitude, longitude] = [coords.latitude, coords.longitude].map((degrees) => Math.round(degrees * 10) / 10);
    const send = { method: 'POST', body: JSON.stringify({ latitude, longitude }), headers: { 'content-type': 'application/json' } };
    const answer = await fetch(button.dataset['near'] ?? '', send).catch(() => null);
    const told = answer?.ok ? await answer.json().catch(() => null) : null;
    if (!told) return tell(words.failed);
    if (!told.city) return tell(words.far);
    const address = new URL(location.href);
    for (const [name, value] of [['donde', told.city], ['radio', '25']]) address.searchParams.set(name, value); // prettier-ignore
    address.searchParams.delete('pagina');
    location.assign(address);
  }
  button.hidden = !('geolocation' in navigator);
  button.addEventListener('click', () => {
    if (button.ariaBusy === 'true') return;
    tell(words.asking);
    const failed = (/** @type {GeolocationPositionError} */ reason) => tell(reason.code === reason.PERMISSION_DENIED ? words.denied : words.failed);
    navigator.geolocation.getCurrentPosition((position) => void found(position), failed, { maximumAge: 600_000, timeout: 15_000 });
  });
}

for (const box of all('[data-suggest]')) {
  const [input, list, status] = all('input, [role=listbox], [role=status]', box);
  if (input instanceof HTMLInputElement && list && status) suggest(box, input, list, status);
}
for (const button of all('[data-near]')) nearMe(button);
for (const one of all('[data-unscripted]')) one.hidden = true;

/** What is chosen beside the results counts at once. */
document.addEventListener('change', ({ target }) => {
  const form = target instanceof Element ? target.closest('form[data-refine]') : null;
  if (form instanceof HTMLFormElement) form.requestSubmit();
});
document.addEventListener('keydown', (event) => {
  const open = event.key === 'Escape' ? all('details[name=filtro][open]')[0] : undefined;
  if (!(open instanceof HTMLDetailsElement)) return;
  open.open = false;
  all('summary', open)[0]?.focus();
});
