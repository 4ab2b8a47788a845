import { serve } from './lib/server.mjs';
import { DIST, launch, settled } from './lib/visit.mjs';
const [browser, site] = [await launch(), await serve(DIST)];
const jobs = process.argv.slice(2).map((a) => JSON.parse(a));
for (const { name, at = '', w = 1280, h = 860, dark, touch, js, wait = 1500, clip } of jobs) {
  const profile = await browser.newContext({ viewport: { width: w, height: h }, locale: 'en-US', colorScheme: dark ? 'dark' : 'light', hasTouch: !!touch, isMobile: !!touch, deviceScaleFactor: touch ? 2 : 1 });
  const page = await profile.newPage();
  page.on('console', (m) => ['error','warning'].includes(m.type()) && console.log(name, m.type(), m.text()));
  page.on('pageerror', (e) => console.log(name, 'EXC', e.stack));
  await page.goto(site.url + at);
  await settled(page);
  for (let k = 0; k < 11; k++) await page.evaluate(() => document.querySelector('chalk-session').step('operation'));
  await page.evaluate(async () => { for (let y = 0; y < document.body.scrollHeight; y += 500) { scrollTo(0, y); await new Promise((r) => setTimeout(r, 150)); } });
  await page.waitForTimeout(wait);
  if (js) await page.evaluate(js);
  await page.evaluate(() => { const b = document.querySelector('.bar'); if (b) b.style.position = 'static'; scrollTo(0, 0); });
  await page.waitForTimeout(500);
  await page.screenshot({ path: `/tmp/shot/${name}.png`, fullPage: true });
  const o = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  console.log(name, 'overflow', o);
  await profile.close();
}
await browser.close(); await site.close();
