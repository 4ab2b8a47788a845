// Not a test: takes the pictures. `screenshots/demo.png` is the one in the README; the others, for people to look at,
// go into target/screenshots. Run it after `cargo xtask build`: CHROMIUM=/usr/bin/chromium node tests/e2e/screenshots.mjs

import { mkdir } from 'node:fs/promises';
import { serve } from './lib/server.mjs';
import { DIST, button, launch, playUntil, settled } from './lib/visit.mjs';

const here = (path) => new URL(path, import.meta.url).pathname;
const README = here('screenshots');
const OTHERS = here('../../target/screenshots');

/** Two epochs, then on to backward through linear: the weight has just got its gradient. */
async function middle(page, { epoch = 'Step epoch', step = 'Step operation' } = {}) {
  for (let done = 0; done < 2; done += 1) await button(page, epoch).click();
  for (let done = 0; done < 11; done += 1) await button(page, step).click();
}

const CHINESE = { epoch: '前进一轮', step: '前进一个运算', play: '播放', speed: '速度' };
const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const phone = async (page) => {
  await button(page, 'More').click();
  await middle(page);
  await button(page, 'Less').click();
};

const PICTURES = [
  { file: `${README}/demo.png`, act: middle },
  { file: `${OTHERS}/dark.png`, colorScheme: 'dark', act: middle },
  { file: `${OTHERS}/chinese.png`, at: '?lang=zh-CN', act: (page) => middle(page, CHINESE) },
  { file: `${OTHERS}/phone.png`, ...PHONE, act: phone },
  { file: `${OTHERS}/phone-full.png`, ...PHONE, act: phone, full: true },
  { file: `${OTHERS}/full.png`, act: middle, full: true },
  { file: `${OTHERS}/finished.png`, act: (page) => playUntil(page, 'Finished') },
  { file: `${OTHERS}/diverged.png`, at: '#lr=0.03', act: (page) => playUntil(page, 'Training stopped') },
  { file: `${OTHERS}/diverged-chinese-dark.png`, at: '?lang=zh-CN#lr=0.03', colorScheme: 'dark', act: (page) => playUntil(page, '训练停在', CHINESE) },
];

await Promise.all([README, OTHERS].map((folder) => mkdir(folder, { recursive: true })));
const [browser, site] = [await launch(), await serve(DIST)];
for (const { file, at = '', act, full = false, ...options } of PICTURES) {
  const profile = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-US', colorScheme: 'light', ...options });
  const page = await profile.newPage();
  await page.goto(site.url + at);
  await settled(page);
  await act(page);
  // Without the mouse's and the keyboard's traces.
  await page.mouse.move(0, 0);
  await page.evaluate(() => {
    document.querySelector('chalk-session').focus({ preventScroll: true });
    scrollTo(0, 0);
  });
  await page.waitForTimeout(300);
  await page.screenshot({ path: file, fullPage: full });
  await profile.close();
  console.log(file);
}
await browser.close();
await site.close();
