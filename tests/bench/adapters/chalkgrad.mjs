// The real tape and stepper, crates/web/examples/bench.rs, built as the page's full module is.
import { makeWasm } from './_wasm.mjs';
export default makeWasm('chalkgrad', 'chalkgrad');
