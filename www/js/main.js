// The page around the elements: language, theme, messages, and the state in the address.

import { readLanguage, readSettings, writeLanguage, writeSettings } from './address.js';
import { make, put, set } from './dom.js';
import { openViews, openWorkbench } from './define.js';
import { part } from './part.js';
import { errorText, t, texts, translate } from './text.js';

const root = document.documentElement;
const session = document.querySelector('chalk-session');
const messages = document.querySelector('.messages');
const languageButton = document.querySelector('[data-act="language"]');
const themeButton = document.querySelector('[data-act="theme"]');
/** Other pages than the demo's are made of the workbench, and read their addresses themselves. */
const { page = 'page' } = root.dataset;
const demo = page === 'page';

// All of them are wanted here, and at once.
if (session) openViews().catch(console.error);

// Memory ------------------------------------------------------------------------------------------

function remember(key, value) {
  try {
    localStorage.setItem(`chalkgrad-${key}`, value);
  } catch {
    // Storage may be forbidden; then the choice lasts as long as the page.
  }
}

// Messages ----------------------------------------------------------------------------------------

/** A message that stays until it is dismissed. `words()` gives it in the language of the moment. */
function tell(words) {
  const text = make('p');
  const close = make('button', { type: 'button' });
  const message = make('div', { class: 'message' }, text, close);
  message.say = () => {
    put(text, words());
    put(close, t('message.dismiss'));
  };
  message.say();
  messages.append(message);
}

messages.addEventListener('click', ({ target }) => {
  if (target.closest('button')) target.closest('.message').remove();
});

// Theme -------------------------------------------------------------------------------------------

const THEMES = ['auto', 'light', 'dark'];
const GLYPHS = { auto: '◐\uFE0E', light: '☀\uFE0E', dark: '☾\uFE0E' } /* as text, never as emoji */;

function showTheme() {
  const theme = root.dataset.theme ?? 'auto';
  const [glyph, name] = themeButton.children;
  put(glyph, GLYPHS[theme]);
  put(name, t(`theme.${theme}`));
  set(themeButton, 'title', t(`theme.${theme}`));
}

themeButton.addEventListener('click', () => {
  const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? 'auto') + 1) % THEMES.length];
  if (next === 'auto') delete root.dataset.theme;
  else root.dataset.theme = next;
  remember('theme', next);
  showTheme();
});

// Language ----------------------------------------------------------------------------------------

function speak() {
  root.lang = texts.language;
  document.title = t(`${page}.title`);
  set(document.querySelector('meta[name="description"]'), 'content', t(`${page}.description`));
  translate(document);
  showTheme();
  const other = texts.language === 'en' ? 'zh-CN' : 'en';
  languageButton.textContent = other === 'en' ? 'English' : '中文';
  languageButton.lang = other;
  // The other pages in the language that this one's address names.
  for (const link of document.querySelectorAll('nav a')) link.search = location.search && `?lang=${texts.language}`;
  for (const message of messages.children) message.say?.();
  delete root.dataset.translating;
}

texts.addEventListener('change', speak);

languageButton.addEventListener('click', async () => {
  const next = languageButton.lang;
  try {
    await texts.use(next);
  } catch (error) {
    console.error(error);
    tell(() => t('message.language'));
    return;
  }
  remember('language', next);
  writeLanguage(next);
});

// A widget of what there is -----------------------------------------------------------------------

document.querySelector('[data-act="embed"]')?.addEventListener('click', async ({ target }) => {
  if (!session.moment) return;
  try {
    await (await part('./share.js', () => import('./share.js'))).share(session, target.dataset);
  } catch (error) {
    console.error(error);
    tell(() => t('message.embed'));
  }
});

// Settings in the address -------------------------------------------------------------------------

/** What has the settings that the address names: the session, or the form that makes a network; the page of widgets has none. */
const form = document.querySelector('chalk-network') ?? session;

function tellUnknown(unknown) {
  if (unknown.length > 0) tell(() => t('message.unknown', { names: unknown.map((name) => `“${name.slice(0, 40)}”`).join(', ') }));
}

session?.addEventListener('chalk-error', (event) => {
  const { error, key, value, used } = event.detail;
  if (!key) return;
  event.preventDefault(); // It is said here.
  const name = () => t(`settings.${key}`);
  const fits = () => (error.code === 'setting' ? t('settings.fits', { fits: t(`settings.fits.${key}`) }) : errorText(error));
  tell(() => t('message.setting', { name: name(), value: String(value).slice(0, 40), fits: fits(), used }));
});

/** Not at every turn of an arrow key: browsers count how often an address changes. */
let writing = 0;
session?.addEventListener('chalk-change', ({ detail }) => {
  if (detail.what !== (demo ? 'settings' : 'network')) return;
  clearTimeout(writing);
  writing = setTimeout(() => writeSettings(demo ? form.settings : form.values, form.usual), 300);
});
session?.addEventListener('chalk-ready', () => demo && writeSettings(session.settings), { once: true });

addEventListener('hashchange', () => {
  if (!form) return;
  messages.replaceChildren();
  form.adopt(readAddress());
  if (demo) writeSettings(session.settings);
});

/** What the address says, as texts. */
function readAddress() {
  const { settings, unknown } = readSettings(form.usual);
  tellUnknown(unknown);
  return settings;
}

// Start -------------------------------------------------------------------------------------------

// The session reads its attributes once the module has loaded, which is never before this line.
if (demo) for (const [key, text] of Object.entries(readAddress())) set(session, key, text);
else if (form) {
  await openWorkbench().catch(console.error);
  customElements.whenDefined(form.localName).then(() => form.adopt?.(readAddress()));
}

const { asked, known } = readLanguage();
const language = known ?? root.lang;
if (asked !== null && known === null) tell(() => t('message.lang', { asked: asked.slice(0, 40) }));
if (language === texts.language) speak();
else {
  texts.use(language).catch((error) => {
    console.error(error);
    speak();
    tell(() => t('message.language'));
  });
}
