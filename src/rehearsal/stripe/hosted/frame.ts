import { m } from '#texts/compiled/messages.js';
import { html, type Html } from './html.ts';

export type Locale = 'es' | 'en';

const css = `
:root{color-scheme:light dark;--ground:#f4f5f7;--card:#fff;--ink:#1c2330;--soft:#5a6474;--line:#828b99;--hair:#dfe3e9;--do:#3d4bc4;--do-ink:#fff;--bad:#a8202a;--bad-ground:#fdeeee;--note:#fff3cf;--note-ink:#4d3a00}
@media (prefers-color-scheme:dark){:root{--ground:#12151b;--card:#1b2029;--ink:#edf0f5;--soft:#aab3c2;--line:#788395;--hair:#303846;--do:#9aa6ff;--do-ink:#10131f;--bad:#ff9c9c;--bad-ground:#3a1d20;--note:#3b3113;--note-ink:#ffe9a8}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.note{background:var(--note);color:var(--note-ink);padding:.75rem 1rem;text-align:center;font-size:.9375rem}
main{max-width:27rem;margin:1.25rem auto 3rem;padding:0 1rem}
.card{background:var(--card);border:1px solid var(--hair);border-radius:.75rem;padding:1.25rem}
h1{font-size:1.125rem;font-weight:600;margin:0 0 .25rem}
.amount{font-size:2rem;font-weight:700;line-height:1.2;margin:0 0 1rem;font-variant-numeric:tabular-nums}
p{margin:0 0 1rem}
.soft{color:var(--soft);font-size:.9375rem}
label,.label{display:block;font-weight:600;margin:0 0 .25rem}
.field{margin:0 0 1rem}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:.75rem}
input{width:100%;min-height:3rem;padding:.5rem .75rem;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:.5rem}
input::placeholder{color:var(--soft);opacity:1}
input[aria-invalid=true]{border-color:var(--bad);border-width:2px}
.problem{color:var(--bad);font-size:.9375rem;margin:.25rem 0 0}
.alert{background:var(--bad-ground);color:var(--bad);border-radius:.5rem;padding:.75rem 1rem;margin:0 0 1rem}
button,.button{display:block;width:100%;min-height:3rem;padding:.625rem 1rem;font:inherit;font-weight:600;text-align:center;text-decoration:none;border-radius:.5rem;border:1px solid var(--do);background:var(--do);color:var(--do-ink);cursor:pointer}
.quiet{background:transparent;color:var(--do)}
button+button,.button+.button,form+.button{margin-top:.75rem}
:focus-visible{outline:3px solid var(--do);outline-offset:2px}
details{margin-top:1rem}
summary{cursor:pointer;min-height:2.75rem;padding:.5rem 0;font-weight:600}
ul{list-style:none;margin:0;padding:0}
li{border-top:1px solid var(--hair);padding:.75rem 0}
li button{margin-top:.375rem;min-height:2.75rem}
code{font:600 1rem/1.4 ui-monospace,Menlo,Consolas,monospace}
`;

/** One page of the stand-in, which says at its top that it is one. Needs no script. */
export function frame(locale: Locale, title: string, content: Html): string {
  return html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <style>
          ${{ html: css }}
        </style>
      </head>
      <body>
        <div class="note" role="note">${m.rehearsal_card_note({}, { locale })}</div>
        <main>${content}</main>
      </body>
    </html> `.html;
}

export interface FieldSpec {
  name: string;
  label: string;
  value: string;
  problem: string | null;
  numeric?: boolean;
  readOnly?: boolean;
  placeholder?: string;
}

/** A labelled field with what is wrong with it. Browsers are not to offer real cards here. */
export function field({ name, label, value, problem, numeric, readOnly, placeholder }: FieldSpec): Html {
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      value="${value}"
      autocomplete="off"
      ${{ html: numeric ? ' inputmode="numeric"' : '' }}${{ html: readOnly ? ' readonly' : '' }}${
        placeholder ? html` placeholder="${placeholder}"` : null
      }${problem ? html` aria-invalid="true" aria-describedby="${name}-problem"` : null}
    />
    ${problem ? html`<p class="problem" id="${name}-problem">${problem}</p>` : null}
  </div>`;
}
