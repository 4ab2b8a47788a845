// The page's state in its address: ?lang=zh-CN and #seed=7&lr=0.02&epochs=200.

import { DEMO } from './session.js';
import { LANGUAGES } from './text.js';

/** No address of ours is longer; whatever comes after this is not read. */
const LONGEST = 1000;

/** The settings of these `usual` ones that the address names, as texts (null: not named), and the names in it that mean nothing. */
export function readSettings(usual = DEMO) {
  const keys = Object.keys(usual);
  const named = new URLSearchParams(location.hash.slice(1, LONGEST));
  const settings = Object.fromEntries(keys.map((key) => [key, named.get(key)]));
  const unknown = [...new Set(named.keys())].filter((key) => key !== '' && !keys.includes(key));
  return { settings, unknown };
}

/** What differs from the usual, so that the plain page has a plain address. */
export function writeSettings(settings, usual = DEMO) {
  const keys = Object.keys(usual).filter((key) => settings[key] !== usual[key]);
  const named = keys.map((key) => `${key}=${settings[key]}`);
  replace(location.search, named.length ? `#${named.join('&')}` : '');
}

/** The language that the address asks for: `asked` as it stands there, `known` if we have it. */
export function readLanguage() {
  const asked = new URLSearchParams(location.search).get('lang');
  return { asked, known: LANGUAGES.includes(asked) ? asked : null };
}

export function writeLanguage(language) {
  const query = new URLSearchParams(location.search);
  query.set('lang', language);
  replace(`?${query}`, location.hash);
}

function replace(search, hash) {
  const address = location.pathname + search + hash;
  if (address === location.pathname + location.search + location.hash) return;
  try {
    history.replaceState(history.state, '', address);
  } catch {
    // Some browsers refuse when it happens too often; the page works without.
  }
}
