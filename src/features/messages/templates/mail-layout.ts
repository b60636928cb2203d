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
${tileStyles('#1C4596', '#D9962A', '#B0502A')}
@media (max-width:480px){
.in{padding-left:22px!important;padding-right:22px!important}
.out{padding-left:0!important;padding-right:0!important}
.h1{font-size:27px!important;line-height:32px!important}
.on{font-size:17px!important}
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
.mb{background:#A3C1FA!important}
.mc{background:#E79B74!important}
${tileStyles('#A3C1FA', '#E6B450', '#E79B74')}
}`;

/** Four petals that meet in a spot of maize, four bands that meet as a diamond. */
function tileStyles(blue: string, maize: string, clay: string): string {
  const petals = {
    pa: ['100% 100%', '0 92% 8% 92%'],
    pb: ['0 100%', '92% 0 92% 8%'],
    pc: ['100% 0', '92% 8% 92% 0'],
    pd: ['0 0', '8% 92% 0 92%'],
  };
  const bands = { da: 135, db: 225, dc: 45, dd: 315 };
  return [
    ...Object.entries(petals).map(
      ([name, [at, radius]]) =>
        `.${name}{background:radial-gradient(circle at ${at},${maize} 14%,${blue} 15%);border-radius:${radius}}`,
    ),
    ...Object.entries(bands).map(
      ([name, turn]) =>
        `.${name}{background:linear-gradient(${turn}deg,transparent 52%,${clay} 52%,${clay} 84%,transparent 84%)}`,
    ),
  ].join('\n');
}

/** A whole mail: tile strip, mark, heading, body on a card of 600 px that reflows to 320 (design.md, picture 09). */
export function mailPage({ locale, preview, heading, body, foot }: MailPage): string {
  return html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>${heading}</title>
        <style>
          ${{ html: styles }}
        </style>
      </head>
      <body class="page" style="margin:0;padding:0;background:#F3ECE0">
        <div style="display:none;max-height:0;overflow:hidden;opacity:0">${preview}</div>
        <table
          role="presentation"
          class="page"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          style="table-layout:fixed;background:#F3ECE0"
        >
          <tr>
            <td class="out" align="center" style="padding:28px 16px 40px">
              <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;table-layout:fixed">
                <tr>
                  <td aria-hidden="true" style="height:20px;line-height:0;font-size:0;overflow:hidden">${tiles()}</td>
                </tr>
                <tr>
                  <td
                    class="card in"
                    style="background:#FFFFFF;border-radius:0 0 18px 18px;padding:30px 40px 32px;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:23px;color:#1A2233"
                  >
                    ${mark()}
                    <h1
                      class="h1 ink"
                      style="margin:22px 0 18px;font-family:Georgia,'Times New Roman',serif;font-weight:700;font-size:33px;line-height:38px;color:#1A2233"
                    >
                      ${heading}
                    </h1>
                    ${body}
                  </td>
                </tr>
                <tr>
                  <td
                    class="soft in"
                    align="center"
                    style="padding:20px 16px 0;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:14px;line-height:20px;color:#4A5162"
                  >
                    ${foot}
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>`.html;
}

/** Cobalt flowers and clay diamonds of table cells, which every mail client draws without loading a picture. */
function tiles(): Html {
  const pair = 40;
  const row = (flower: [string, string], diamond: [string, string]) =>
    Array.from(
      { length: 600 / pair },
      () =>
        html`<td class="${flower[0]}"></td>
          <td class="${flower[1]}"></td>
          <td class="${diamond[0]}"></td>
          <td class="${diamond[1]}"></td>`,
    );
  return html`<div style="height:20px;overflow:hidden">
    <table
      role="presentation"
      width="600"
      height="20"
      cellpadding="0"
      cellspacing="0"
      style="width:600px;height:20px;table-layout:fixed"
    >
      <tr height="10">
        ${row(['pa', 'pb'], ['da', 'db'])}
      </tr>
      <tr height="10">
        ${row(['pc', 'pd'], ['dc', 'dd'])}
      </tr>
    </table>
  </div>`;
}

function mark(): Html {
  return html`<table role="presentation" cellpadding="0" cellspacing="0">
    <tr>
      <td
        aria-hidden="true"
        class="mb"
        valign="bottom"
        style="width:9px;height:22px;background:#1C4596;border-radius:9px 0 0 0;font-size:0"
      >
        &nbsp;
      </td>
      <td
        aria-hidden="true"
        class="mb"
        valign="bottom"
        style="width:6px;height:22px;background:#1C4596;border-radius:0 5px 0 0;font-size:0"
      >
        <div class="door" style="height:16px;background:#F3ECE0;border-radius:5px 0 0 0"></div>
      </td>
      <td aria-hidden="true" valign="bottom" style="width:9px;height:22px;font-size:0">
        <div class="mc" style="height:18px;background:#B0502A;border-radius:0 9px 0 0"></div>
      </td>
      <td
        class="ink"
        style="padding-left:11px;font-family:Georgia,'Times New Roman',serif;font-weight:700;font-size:19px;line-height:22px;color:#1A2233"
      >
        Videoconsulta
      </td>
    </tr>
  </table>`;
}
