/** HTML that is already safe to send. */
export interface Html {
  html: string;
}

type Part = Html | string | number | null | Part[];

/** Every value is escaped unless it is itself made by `html` (fault 39). */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return { html: strings.reduce((text, piece, index) => text + shown(parts[index - 1] ?? null) + piece) };
}

function shown(part: Part): string {
  if (part === null) return '';
  if (Array.isArray(part)) return part.map(shown).join('');
  if (typeof part === 'object') return part.html;
  return String(part).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
