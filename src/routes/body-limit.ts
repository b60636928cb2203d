const form = 512 * 1024;
/** The page itself says what is too much for a file, up to thrice that. */
const file = 30 * 1024 * 1024;
const filePages = ['/(agenda)/agenda/ajustes/foto', '/(agenda)/agenda/cita/[id]', '/(patient)/citas/[id]/documentos', '/(account)/solicitud'];

/**
 * How large the body of a page's form may be (ASVS 4.1.1); the doors of programs have their own limit. A body of unknown
 * length is refused: no browser sends a form so.
 */
export function bodyRefusal(request: Request, route: string): 411 | 413 | null {
  if (!request.body) return null;
  const length = request.headers.get('content-length');
  if (length === null) return 411;
  return Number(length) > (filePages.includes(route) ? file : form) ? 413 : null;
}
