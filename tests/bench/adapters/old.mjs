import { makeWasm } from './_wasm.mjs'; export default makeWasm('old', 'old');
