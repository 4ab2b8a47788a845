// A page that trains for a long time: what it holds in memory must not grow.

import { all, memory } from './host.mjs';

const VIEWS = ['controls', 'code', 'fit', 'loss', 'log', 'explain', 'timeline'].map((name) => `<chalk-${name}></chalk-${name}>`).join('');

/** Two widgets: one trains for as long as it lasts, the other from the start again and again. */
export const SOAK = `<chalk-session epochs="1000000">${VIEWS}</chalk-session>`.repeat(2);

/** Operations in a training step of the demo. */
const OPERATIONS = 13;

/** Trains `steps` steps in so many minutes; gives the memory at `samples` moments, and how many steps were done by then. */
export async function soak(page, { minutes, steps, samples, report = () => {} }) {
  await all(page);
  await page.setViewportSize({ width: 1280, height: 4000 }); // Both are on the screen.
  await page.evaluate((rate) => {
    const [long, short] = document.querySelectorAll('chalk-session');
    short.configure({ epochs: 500 });
    short.addEventListener('chalk-change', () => {
      if (short.playing || !short.moment.finished) return;
      short.reset();
      short.play();
    });
    for (const session of [long, short]) {
      session.speed = rate;
      session.play();
    }
  }, (steps * OPERATIONS) / (minutes * 60));
  const found = [];
  for (let sample = 0; sample < samples; sample++) {
    await page.waitForTimeout((minutes * 60_000) / samples);
    const { position } = await page.evaluate(() => document.querySelector('chalk-session').moment);
    found.push({ steps: Math.floor(position / OPERATIONS), ...(await memory(page)) });
    report(found.at(-1));
  }
  return found;
}
