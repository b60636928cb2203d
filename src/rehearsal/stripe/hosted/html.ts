/** A piece of HTML that needs no escaping any more. */
export interface Html {
  html: string;
}

type Part = string | number | Html | Part[] | null | false;

/** Escapes everything that is put into it, except other pieces of HTML. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return { html: strings.reduce((text, string, index) => text + shown(parts[index - 1] ?? '') + string) };
}

function shown(part: Part): string {
  if (part === null || part === false) return '';
  if (Array.isArray(part)) return part.map(shown).join('');
  if (typeof part === 'object') return part.html;
  return String(part).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
