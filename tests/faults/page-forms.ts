/** A form as it stands on a page, with the values that it would send untouched. */
export interface PageForm {
  url: URL;
  method: 'GET' | 'POST';
  fields: URLSearchParams;
  /** The names of the fields into which anything can be typed. */
  texts: string[];
}

const plain = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&#x27;', "'");
const attribute = (tag: string, name: string) => plain(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

/** Every form of a page; `blank` says what stands where nothing is filled in. */
export function formsIn(html: string, here: URL, blank: (tag: string) => string = () => ''): PageForm[] {
  return [...html.matchAll(/<form\b([^>]*)>[\s\S]*?<\/form>/g)].map(([whole, opening = '']) => {
    const fields = new URLSearchParams();
    const texts = [...whole.matchAll(/<(?:textarea|input)\b[^>]*>/g)].map(([tag]) => tag).filter((tag) => /^<textarea/.test(tag) || /type="(text|search|tel|email|url|password)"/.test(tag) || !/\btype=/.test(tag)).map((tag) => attribute(tag, 'name')).filter(Boolean); // prettier-ignore
    for (const [tag] of whole.matchAll(/<(?:input|textarea|select|button)\b[^>]*\bname="[^"]+"[^>]*>/g)) {
      if (!/type="file"/.test(tag)) fields.set(attribute(tag, 'name'), attribute(tag, 'value') || blank(tag));
    }
    for (const [, name = '', value = ''] of whole.matchAll(/<select\b[^>]*\bname="([^"]+)"[^>]*>[\s\S]*?<option\b[^>]*\bvalue="([^"]+)"/g)) fields.set(name, plain(value));
    const method = /\bmethod="post"/i.test(opening) ? 'POST' : 'GET';
    return { url: new URL(attribute(opening, 'action') || here.pathname + here.search, here), method, fields, texts: [...new Set(texts)] };
  });
}

/** Where the links of a page lead, within its own site. */
export function linksIn(html: string, here: URL): URL[] {
  return [...html.matchAll(/<a\b[^>]*\bhref="([^"]+)"/g)].map(([, href = '']) => plain(href)).filter((href) => URL.canParse(href, here)).map((href) => new URL(href, here)).filter((to) => to.origin === here.origin);
}
