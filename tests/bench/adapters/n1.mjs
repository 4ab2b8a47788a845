import { makeWasm } from './_wasm.mjs'; export default makeWasm('n1', 'n1');
