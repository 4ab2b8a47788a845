// The script for hosts that cannot write `type="module"`: it loads the module that stands beside it, and where that does
// not come, says so beside each element, whose own content stays. Not a module itself.
(() => {
  const WORDS = {
    en: {
      start: 'Chalkgrad could not be loaded. ',
      file: 'The page was opened as a file, and browsers load no modules from files. It has to come from a web server.',
      offline: 'There is no connection to the network.',
      cors: 'The host of the script has to send the header Access-Control-Allow-Origin: *, or the files have to lie beside this page.',
      absent: 'The server does not have chalkgrad.js beside loader.js.',
      mime: 'The server has to send .js as text/javascript.',
      fetch: 'The server cannot be reached, or this site’s content security policy forbids it.',
      broken: 'This browser may be too old.',
    },
    zh: {
      start: 'Chalkgrad 没有加载成功。',
      file: '这个网页是作为文件打开的，而浏览器不从文件加载模块。网页要由网络服务器提供。',
      offline: '没有网络连接。',
      cors: '脚本所在的网站需要发送 Access-Control-Allow-Origin: *，或者把这些文件放在这个网页旁边。',
      absent: '服务器上 loader.js 旁边没有 chalkgrad.js。',
      mime: '服务器要把 .js 按 text/javascript 发送。',
      fetch: '服务器无法访问，或者这个网站的内容安全策略不允许访问它。',
      broken: '这个浏览器可能太旧。',
    },
  };

  // The full address: a script from another host has none of its own that `import` would start from.
  const { src } = document.currentScript;
  const address = new URL('chalkgrad.js', src);

  async function reason() {
    if (address.protocol === 'file:') return 'file';
    if (!navigator.onLine) return 'offline';
    const answer = await fetch(address).catch(() => null);
    if (answer) return !answer.ok ? 'absent' : /javascript/.test(answer.headers.get('content-type')) ? 'broken' : 'mime';
    return (await fetch(address, { mode: 'no-cors' }).catch(() => null)) ? 'cors' : 'fetch';
  }

  function say(kind) {
    for (const element of document.querySelectorAll(':not(:defined)')) {
      if (!element.localName.startsWith('chalk-') || element.parentElement?.closest(':not(:defined)')) continue;
      const words = WORDS[element.closest('[lang]')?.lang.startsWith('zh') ? 'zh' : 'en'];
      const message = document.createElement('p');
      message.setAttribute('role', 'status');
      message.textContent = words.start + words[kind];
      element.before(message);
    }
  }

  import(address).catch(async (error) => {
    console.error(error);
    const kind = await reason();
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', () => say(kind));
    else say(kind);
  });
})();
