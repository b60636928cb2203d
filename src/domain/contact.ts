/** How a person is reached, tidied and hidden. Telephone numbers are parsed in phone.ts (server only). */

/** The address tidied (spaces off, domain in lower case), or null where it cannot be one. */
export function parseEmail(typed: string): string | null {
  const text = typed.trim().replace(/^mailto:/i, '');
  const [, local, domain] = /^([^\s@<>()[\],;:"\\]{1,64})@([^\s@]+)$/.exec(text) ?? [];
  if (!local || !domain || text.length > 254) return null;
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return null;
  const labels = domain.toLowerCase().split('.');
  const sound = labels.length > 1 && labels.every((label) => /^[\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u.test(label));
  return sound && /\p{L}/u.test(labels.at(-1) ?? '') && (labels.at(-1)?.length ?? 0) > 1 ? `${local}@${labels.join('.')}` : null;
}

/** Enough to know one's own contact by, and no more: '612 ··· 678', 'c···@correo.es'. */
export function maskContact(address: string): string {
  const at = address.lastIndexOf('@');
  if (at > 0) return `${address.slice(0, 1)}···${address.slice(at)}`;
  const digits = address
    .replace(/[^\d+]/g, '')
    .replace(/^\+(?:34|521?(?=\d{10}$))/, '')
    .replace('+', '');
  return digits.length < 8 ? `··· ${digits.slice(-2)}` : `${digits.slice(0, 3)} ··· ${digits.slice(-3)}`;
}
