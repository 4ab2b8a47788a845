// Runs before the first paint: the reader's theme and language, so that nothing flashes.
// A classic script, because a module would come too late (and would not run from a file at all).
(() => {
  const root = document.documentElement;
  const { texts } = document.currentScript.dataset;
  const remembered = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // Storage may be forbidden; then the defaults do.
    }
  };

  if (location.protocol === 'file:') {
    root.dataset.file = ''; // Modules do not load from files: the page says so in words.
    return;
  }
  root.dataset.js = '';

  const theme = remembered('chalkgrad-theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;

  const asked = new URLSearchParams(location.search).get('lang');
  const known = ['en', 'zh-CN'];
  const [first] = (navigator.languages ?? ['en']).filter((tag) => /^(en|zh)\b/i.test(tag));
  const own = /^zh\b/i.test(first ?? '') ? 'zh-CN' : 'en';
  const language = known.includes(asked) ? asked : known.includes(remembered('chalkgrad-language')) ? remembered('chalkgrad-language') : own;
  if (language !== 'en') {
    root.lang = language;
    root.dataset.translating = ''; // Text stays hidden for a moment, until it is in this language.
  }
  for (const name of language === 'en' ? ['en', 'views.en', 'page.en'] : ['zh-CN', 'views.zh-CN', 'core.zh-CN', 'page.zh-CN']) {
    const link = document.createElement('link');
    link.rel = 'modulepreload';
    link.href = `${texts}/${name}.js`;
    document.head.append(link);
  }
})();
