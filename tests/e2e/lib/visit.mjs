// One visit to the page is one test: a fresh browser profile opens the page, does what the test says, and fails on
// anything a visitor should never see: an error or warning in the console, an exception, a failed request, a request
// to another host, or a breach of the content security policy.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { serve } from './server.mjs';

/** The built site. */
export const DIST = resolve(process.env.DIST ?? new URL('../../../dist', import.meta.url).pathname);

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-ipc-flooding-protection', // A test may change the address often.
];

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS });

let browser;
let site;

/** Starts the browser and the server before the tests of a file, and ends them after. */
export function share() {
  before(async () => {
    [browser, site] = await Promise.all([launch(), serve(DIST)]);
  });
  after(() => Promise.all([browser?.close(), site?.close()]));
}

/**
 * A test that visits the page. Options:
 * `at` what to add to the address; `host` options of a server of its own; `ready: false` not to wait for the session;
 * `expected` patterns of problems that have to come, `tolerated` of those that may; anything else goes to the browser's context (viewport, locale…).
 */
export function visit(name, options, body) {
  test(name, async () => {
    const { at = '', host, ready = true, expected = [], tolerated = [], prepare, ...context } = options;
    const own = host && (await serve(DIST, host));
    const server = own ?? site;
    const profile = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-US', colorScheme: 'light', ...context });
    try {
      const page = await profile.newPage();
      page.setDefaultTimeout(15_000);
      const problems = await watch(page, server.url);
      await prepare?.(page);
      await page.goto(server.url + at);
      if (ready) await settled(page);
      await body(page, { url: server.url, requests: server.requests, browser });
      judge(problems, expected, tolerated);
    } finally {
      await profile.close();
      await own?.close();
    }
  });
}

/** Collects what should not happen. */
async function watch(page, url) {
  const problems = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => problems.push(`exception: ${error.stack ?? error}`));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    // A request that a reload cuts short is no failure.
    if (why !== 'net::ERR_ABORTED') problems.push(`failed: ${request.url()} ${why}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`answer ${response.status()}: ${response.url()}`);
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) problems.push(`another host: ${request.url()}`);
  });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} blocks ${event.blockedURI}`));
  });
  return problems;
}

function judge(problems, expected, tolerated) {
  const unexpected = problems.filter((problem) => ![...expected, ...tolerated].some((pattern) => pattern.test(problem)));
  assert.deepEqual(unexpected, [], 'console, requests and policy are clean');
  for (const pattern of expected) assert.ok(problems.some((problem) => pattern.test(problem)), `the visit shows ${pattern}`);
}

/** Waits until one can press Play. */
export async function settled(page) {
  await page.getByRole('button', { name: /^(Play|播放)$/, disabled: false }).waitFor();
  // The views that load a moment later, where there are some near the screen.
  const views = () => !document.querySelector(':is(chalk-explain, chalk-parameters, chalk-code, chalk-settings):not(:defined)');
  await page.waitForFunction(views, null, { timeout: 3000 }).catch(() => {});
}

/** The session's state as text: equal texts mean equal futures. */
export const stateText = (page) => page.evaluate(() => JSON.stringify(document.querySelector('chalk-session').state));

export const state = async (page) => JSON.parse(await stateText(page));

export const position = async (page) => (await state(page)).position;

export const button = (page, name) => page.getByRole('button', { name, exact: true });

/** Presses a button and reads the state in the same turn, before anything later can happen. */
export const press = (page, name) =>
  button(page, name).evaluate((node) => {
    node.click();
    return JSON.stringify(document.querySelector('chalk-session').state);
  });

/** Moves the speed slider to its end, as a person does with the keyboard. */
export async function fullSpeed(page, name = 'Speed') {
  const speed = page.getByRole('slider', { name, exact: true });
  await speed.focus();
  await page.keyboard.press('End');
}

/** Plays at full speed until a notice with these words comes. */
export async function playUntil(page, words, { speed = 'Speed', play = 'Play' } = {}) {
  await fullSpeed(page, speed);
  await button(page, play).click();
  await page.getByRole('status').filter({ hasText: words }).waitFor();
}

/** The lines of the training log. */
export const logLines = async (page) => (await page.getByRole('log').innerText()).trim().split('\n');

/** Types a value into a field and presses Enter. */
export async function enter(page, field, value) {
  await page.getByRole('spinbutton', { name: field, exact: true }).fill(value);
  await page.keyboard.press('Enter');
}

/** Random whole numbers below n, the same in every run (mulberry32). */
export function dice(seed) {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

/** Scrolls through the page, so that all that comes later is there, and back up again. */
export async function everything(page) {
  await page.evaluate(async () => {
    const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    for (let y = 0; y < document.body.scrollHeight; y += innerHeight / 2) {
      scrollTo(0, y);
      await sleep(50);
    }
    const waiting = () => document.querySelector(':not(:defined, chalk-number)');
    while (waiting() || !document.querySelector('chalk-session').full) await sleep(50);
    await sleep(300); // The graph is laid out, the plots are drawn.
    scrollTo(0, 0);
  });
}
