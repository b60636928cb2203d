import { deserialize } from '$app/forms';

export type Answer = { ok: true } | { ok: false; refusal: string | null };

/** Sends one file to a form action of this page, telling how much of it has left; `refusal` is null where the network dropped. */
export function sendFile(action: string, file: File, kind: string, onprogress: (percent: number) => void): Promise<Answer> {
  return new Promise((settle) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.set('archivo', file);
    form.set('tipo', kind);
    request.open('POST', action);
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('x-sveltekit-action', 'true');
    request.upload.addEventListener('progress', ({ loaded, total }) => onprogress(Math.round((100 * loaded) / Math.max(1, total))));
    request.addEventListener('error', () => settle({ ok: false, refusal: null }));
    request.addEventListener('load', () => settle(read(request)));
    request.send(form);
  });
}

function read(request: XMLHttpRequest): Answer {
  if (request.status === 413) return { ok: false, refusal: 'file-too-large' };
  try {
    const result = deserialize(request.responseText);
    if (result.type === 'success') return { ok: true };
    if (result.type === 'failure') return { ok: false, refusal: String(result.data?.['refusal'] ?? 'try-again-later') };
  } catch {
    // A proxy's page, or half an answer.
  }
  return { ok: false, refusal: 'try-again-later' };
}
