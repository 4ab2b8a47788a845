// The door to single things to teach: a module of its own, small because it trains nothing.

import { loadLessons } from './wasm.js';

/** `lesson`, `drawLesson`, `descent`, `drawDescent` and `names`: each takes JSON text, keeps nothing, and may throw an answer. */
export const lessons = () => loadLessons();
