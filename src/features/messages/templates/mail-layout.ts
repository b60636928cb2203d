import type { Locale } from '#domain/people.ts';
import { html, type Html } from './html.ts';

export interface MailPage {
  locale: Locale;
  /** Shown beside the subject in the list of mails. */
  preview: string;
  heading: string;
  body: Html[];
  foot: string;
}

const styles = `
body{margin:0;padding:0;background:#F3ECE0;-webkit-text-size-adjust:100%}
table{border-collapse:separate;border-spacing:0}
a{color:#1C4596}
.pa{background:radial-gradient(circle at 100% 100%,#D9962A 14%,#1C4596 15%);border-radius:0 92% 8% 92%}
.pb{background:radial-gradient(circle at 0 100%,#D9962A 14%,#1C4596 15%);border-radius:92% 0 92% 8%}
.pc{background:radial-gradient(circle at 100% 0,#D9962A 14%,#1C4596 15%);border-radius:92% 8% 92% 0}
.pd{background:radial-gradient(circle at 0 0,#D9962A 14%,#1C4596 15%);border-radius:8% 92% 0 92%}
.da{background:linear-gradient(135deg,transparent 52%,#B0502A 52%,#B0502A 84%,transparent 84%)}
.db{background:linear-gradient(225deg,transparent 52%,#B0502A 52%,#B0502A 84%,transparent 84%)}
.dc{background:linear-gradient(45deg,transparent 52%,#B0502A 52%,#B0502A 84%,transparent 84%)}
.dd{background:linear-gradient(315deg,transparent 52%,#B0502A 52%,#B0502A 84%,transparent 84%)}
@media (max-width:480px){
.in{padding-left:22px!important;padding-right:22px!important}
.out{padding-left:0!important;padding-right:0!important}
.h1{font-size:27px!important;line-height:32px!important}
.label{width:78px!important}
.far{display:block!important;padding:7px 0!important}
}
@media (prefers-color-scheme:dark){
body,.page{background:#0D1117!important}
.card{background:#1B212C!important}
.ink{color:#F4EFE6!important}
.soft{color:#BBC1CC!important}
.line{border-color:#343D4B!important}
.blue{color:#A3C1FA!important}
.button{background:#A3C1FA!important}
.on{color:#0E1D3D!important}
.quote{background:#3A261C!important;border-color:#E79B74!important}
.clay{color:#F5BC9D!important}
.door{background:#12161E!important}
}`;

/** A whole mail: tile strip, mark, heading, body on a card of 600 px that reflows to 320 (design.md, picture 09). */
export function mailPage({ locale, preview, heading, body, foot }: MailPage): string {
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${heading}</title>
<style>${{ html: styles }}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#F3ECE0">
<div style="display:none;max-height:0;overflow:hidden;opacity:0">${preview}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="table-layout:fixed;background:#F3ECE0"><tr><td class="out" align="center" style="padding:28px 16px 40px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;table-layout:fixed">
<tr><td aria-hidden="true" style="height:20px;line-height:0;font-size:0;overflow:hidden">${tiles()}</td></tr>
<tr><td class="card in" style="background:#FFFFFF;border-radius:0 0 18px 18px;padding:30px 40px 32px;font-family:system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;font-size:16px;line-height:23px;color:#1A2233">
${mark()}
<h1 class="h1 ink" style="margin:22px 0 18px;font-family:Georgia,'Times New Roman',serif;font-weight:700;font-size:33px;line-height:38px;color:#1A2233">${heading}</h1>
${body}
</td></tr>
<tr><td class="soft in" align="center" style="padding:20px 16px 0;font-family:system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;font-size:14px;line-height:20px;color:#4A5162">${foot}</td></tr>
</table>
</td></tr></table>
</body>
</html>`.html;
}

/** Cobalt flowers and clay diamonds of table cells, which every mail client draws without loading a picture. */
function tiles(): Html {
  const pair = 40;
  const row = (flower: [string, string], diamond: [string, string]) =>
    Array.from({ length: 600 / pair }, () => html`<td class="${flower[0]}"></td><td class="${flower[1]}"></td><td class="${diamond[0]}"></td><td class="${diamond[1]}"></td>`);
  return html`<div style="height:20px;overflow:hidden"><table role="presentation" width="600" height="20" cellpadding="0" cellspacing="0" style="width:600px;height:20px;table-layout:fixed"><tr height="10">${row(['pa', 'pb'], ['da', 'db'])}</tr><tr height="10">${row(['pc', 'pd'], ['dc', 'dd'])}</tr></table></div>`;
}

function mark(): Html {
  return html`<table role="presentation" cellpadding="0" cellspacing="0"><tr>
<td aria-hidden="true" style="width:9px;height:22px;background:#1C4596;border-radius:9px 0 0 0;font-size:0">&nbsp;</td><td aria-hidden="true" class="door" style="width:7px;height:22px;background:#F3ECE0;border-top:5px solid #1C4596;font-size:0">&nbsp;</td><td aria-hidden="true" style="width:8px;height:22px;background:#B0502A;border-radius:0 8px 0 0;font-size:0">&nbsp;</td>
<td class="ink" style="padding-left:11px;font-family:Georgia,'Times New Roman',serif;font-weight:700;font-size:19px;line-height:22px;color:#1A2233">Videoconsulta</td>
</tr></table>`;
}

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
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 22px">${rows.map(
    (row) => html`<tr><td class="label soft line" valign="top" style="width:94px;padding:11px 10px 11px 0;border-top:1px solid #E3DACA;color:#4A5162">${row.label}</td><td class="ink line" valign="top" style="padding:11px 0;border-top:1px solid #E3DACA;color:#1A2233">${
      row.strong ? html`<strong>${row.main}</strong>` : row.main
    }${row.more.map((line) => html`<br><span class="soft" style="color:#4A5162">${line}</span>`)}</td></tr>`,
  )}</table>`;
}

export function button(words: string, href: string): Html {
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td class="button" align="center" style="background:#1C4596;border-radius:14px"><a class="on" href="${href}" style="display:block;padding:18px 12px;font-size:18px;line-height:24px;font-weight:700;color:#FFFFFF;text-decoration:none">${words}</a></td></tr></table>`;
}

export function underButton(lines: (string | Html)[]): Html {
  return html`<p class="soft" align="center" style="margin:8px 0 0;text-align:center;font-size:15px;line-height:22px;color:#4A5162;word-break:break-word;overflow-wrap:anywhere">${lines.map((line, index) => (index === 0 ? html`${line}` : html`<br>${line}`))}</p>`;
}

export function quote(heading: string, words: string): Html {
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:26px 0 0"><tr><td class="quote" style="background:#F9E9DF;border-left:4px solid #B0502A;border-radius:4px 14px 14px 4px;padding:16px 18px;font-size:15px;line-height:22px"><strong class="clay" style="color:#8A3A18">${heading}</strong><br><span class="ink" style="color:#1A2233">${words.split(/\n+/).map((line, index) => (index === 0 ? html`${line}` : html`<br>${line}`))}</span></td></tr></table>`;
}

export function furtherLinks(links: { words: string; href: string }[]): Html {
  return html`<p style="margin:26px 0 0;font-size:15px;line-height:26px">${links.map(
    ({ words, href }) => html`<a class="blue far" href="${href}" style="display:inline-block;margin-right:16px;color:#1C4596;font-weight:700;text-decoration:underline;text-underline-offset:3px">${words}</a> `,
  )}</p>`;
}
