import { html, type Html } from './html.ts';

/** What stands on a mail's card. Styles stand inline, classes are for dark and narrow screens. */

export function paragraph(text: string): Html {
  return html`<p class="ink" style="margin:0 0 18px;font-size:17px;line-height:25px;color:#1A2233">${text}</p>`;
}

export function smallPrint(text: string): Html {
  return html`<p class="soft" style="margin:18px 0 0;font-size:15px;line-height:22px;color:#4A5162">${text}</p>`;
}

export interface Row {
  label: string;
  main: string;
  strong: boolean;
  /** Quieter lines below. */
  more: string[];
}

export function factsTable(rows: Row[]): Html {
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 22px">
    ${rows.map(
      (row) =>
        html`<tr>
          <td
            class="label soft line"
            valign="top"
            style="width:94px;padding:11px 10px 11px 0;border-top:1px solid #E3DACA;color:#4A5162"
          >
            ${row.label}
          </td>
          <td class="ink line" valign="top" style="padding:11px 0;border-top:1px solid #E3DACA;color:#1A2233">
            ${
              row.strong ? html`<strong>${row.main}</strong>` : row.main
            }${row.more.map((line) => html`<br /><span class="soft" style="color:#4A5162">${line}</span>`)}
          </td>
        </tr>`,
    )}
  </table>`;
}

export function button(words: string, href: string): Html {
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0">
    <tr>
      <td class="button" align="center" style="background:#1C4596;border-radius:14px">
        <a
          class="on"
          href="${href}"
          style="display:block;padding:18px 12px;font-size:18px;line-height:24px;font-weight:700;color:#FFFFFF;text-decoration:none"
          >${words}</a
        >
      </td>
    </tr>
  </table>`;
}

export function underButton(lines: (string | Html)[]): Html {
  return html`<p
    class="soft"
    align="center"
    style="margin:8px 0 0;text-align:center;font-size:15px;line-height:22px;color:#4A5162;word-break:break-word;overflow-wrap:anywhere"
  >
    ${lines.map((line, index) => (index === 0 ? html`${line}` : html`<br />${line}`))}
  </p>`;
}

export function quote(heading: string, words: string): Html {
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:26px 0 0">
    <tr>
      <td
        class="quote"
        style="background:#F9E9DF;border-left:4px solid #B0502A;border-radius:4px 14px 14px 4px;padding:16px 18px;font-size:15px;line-height:22px"
      >
        <strong class="clay" style="color:#8A3A18">${heading}</strong><br /><span class="ink" style="color:#1A2233"
          >${words.split(/\n+/).map((line, index) => (index === 0 ? html`${line}` : html`<br />${line}`))}</span
        >
      </td>
    </tr>
  </table>`;
}

export function furtherLinks(links: { words: string; href: string }[]): Html {
  return html`<p style="margin:26px 0 0;font-size:15px;line-height:26px">
    ${links.map(
      ({ words, href }) =>
        html`<a
          class="blue far"
          href="${href}"
          style="display:inline-block;margin-right:16px;color:#1C4596;font-weight:700;text-decoration:underline;text-underline-offset:3px"
          >${words}</a
        > `,
    )}
  </p>`;
}
