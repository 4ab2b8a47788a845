import { serve } from '/work/wt/network/tests/e2e/lib/server.mjs';
import { launch } from '/work/wt/network/tests/e2e/lib/visit.mjs';
const [,, at, file, width='1280', height='900', scheme='light', act=''] = process.argv;
const [browser, site] = [await launch(), await serve(process.env.DIST)];
const page = await (await browser.newContext({viewport:{width:+width,height:+height}, colorScheme: scheme})).newPage();
page.on('console', m => ['error','warning'].includes(m.type()) && console.log(m.text()));
page.on('pageerror', e => console.log('EXC', e.stack));
page.on('response', r => r.status()>=400 && console.log(r.status(), r.url()));
await page.goto(site.url + at);
await page.waitForTimeout(3000);
if (act) { await eval(`(async()=>{${act}})()`); await page.waitForTimeout(1000); }
await page.screenshot({ path: file, fullPage: process.env.FULL === '1' });
await browser.close(); await site.close();
