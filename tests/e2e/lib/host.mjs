// Pages of somebody else's for the tests: the script, some tags, and a look at the memory that they take.

import { POLICY } from './server.mjs';

/** Where the modules are that can be broken on purpose. */
const FAULTS = new URL('../../../target/faults', import.meta.url).pathname;

export const WIDGET = '<chalk-session loading="eager"><chalk-controls></chalk-controls><chalk-fit></chalk-fit><chalk-log></chalk-log></chalk-session>';

/** A page with these tags; `script` is the line that loads the elements. */
export const pageOf = (tags, { lang = 'en', script = '<script type="module" src="embed/v0/chalkgrad.js"></script>' } = {}) =>
  `<!doctype html><html lang="${lang}"><title>A page</title><link rel="icon" href="icon.svg">${script}<h1>A page</h1>${tags}</html>`;

/** The options of a visit to such a page. `faults`: with modules that can be broken. */
export const hosted = (tags, { faults = false, policy = POLICY, ...rest } = {}) => ({
  at: 'host.html',
  ready: false,
  host: { policy, over: faults ? FAULTS : undefined, pages: { '/host.html': pageOf(tags, rest) } },
});

/** Waits until all sessions of the page have this status. */
export const all = (page, status = 'ready') =>
  page.waitForFunction((status) => {
    const sessions = [...document.querySelectorAll('chalk-session')];
    return sessions.length > 0 && sessions.every((session) => session.status === status);
  }, status);

/**
 * For `prepare`: sees every instance of a module. The page then has `calls`, how many calls have reached each of them,
 * and `memories()`, the memories that are still there.
 */
export const watchInstances = (page) =>
  page.addInitScript(() => {
    globalThis.calls = [];
    const all = [];
    globalThis.memories = () => all.map((each) => each.deref()).filter(Boolean);
    const { Instance } = WebAssembly;
    WebAssembly.Instance = function Watched(...args) {
      const { exports } = new Instance(...args);
      all.push(new WeakRef(exports.memory));
      const index = calls.push(0) - 1;
      const counted = (call) => (typeof call !== 'function' ? call : (...args) => ((calls[index] += 1), call(...args)));
      return { exports: Object.fromEntries(Object.entries(exports).map(([name, value]) => [name, counted(value)])) };
    };
  });

/** What the page holds in MiB after everything unused was collected: `heap` of objects and nodes, `wasm` of modules. */
export async function memory(page) {
  const tools = await page.context().newCDPSession(page);
  for (let twice = 0; twice < 2; twice++) await tools.send('HeapProfiler.collectGarbage');
  const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = await tools.send('Runtime.getHeapUsage');
  const wasm = await page.evaluate(() => memories().map(({ buffer }) => buffer.byteLength));
  await tools.detach();
  const mebibytes = (bytes) => bytes / 2 ** 20;
  return {
    heap: mebibytes(usedSize + embedderHeapUsedSize + backingStorageSize),
    wasm: mebibytes(wasm.reduce((sum, bytes) => sum + bytes, 0)),
    instances: wasm.length,
  };
}
