/** The pages before and after one that was read by number, for `ListPage`. */
export function neighbours({ page, more }: { page: number; more: boolean }): { previous: Record<string, string> | null; next: Record<string, string> | null } {
  return { previous: page > 1 ? { pagina: String(page - 1) } : null, next: more ? { pagina: String(page + 1) } : null };
}
