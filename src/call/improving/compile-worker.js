// @ts-check
/** Compiles what the page itself may not: WebAssembly is allowed here alone (src/server/doors/worker-policy.ts). */

/** @param {MessageEvent<ArrayBuffer>} event */
self.onmessage = ({ data }) => {
  WebAssembly.compile(data).then(
    (module) => self.postMessage(module, {}),
    () => self.postMessage(null, {}),
  );
};
