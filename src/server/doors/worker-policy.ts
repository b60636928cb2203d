const workers = /^\/[\w/@.-]*\/(background|compile)-worker(\.[\w-]+)?\.js(\?|$)/;

/**
 * The policy of the two scripts that run WebAssembly beside the room's page (V8), null for everything else: they may run it, and ask
 * nobody for anything but scripts of ours, so that what they see of a camera can go nowhere (V10). No page may run it.
 */
export function workerPolicy(address: string): string | null {
  return workers.test(address) ? "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'" : null;
}
