// A page that trains for a long time: what it holds in memory must not grow.

import { all, memory } from './host.mjs';

const VIEWS = ['controls', 'code', 'fit', 'loss', 'log', 'explain', 'timeline'].map((name) => `<chalk-${name}></chalk-${name}>`).join('');

/** Two widgets: one trains for as long as it lasts, the other from the start again and again. */
export const SOAK = `<chalk-session loading="eager" epochs="1000000">${VIEWS}</chalk-session>`.repeat(2);

/** Operations in a training step of the demo. */
const OPERATIONS = 13;

/** Stops or goes on, so that what is only of the moment is not counted. */
function toggle() {
  const sessions = [...document.querySelectorAll('chalk-session')];
  for (const session of sessions) session.playing ? session.pause() : session.play();
  return sessions[0].moment;
}

/**
 * Trains `steps` steps in so many minutes, or half as long again on a computer that has other things to do, after `before`
 * steps as fast as it goes; gives the memory at `samples` moments or more, and how many steps were done by then.
 */
export async function soak(page, { minutes, steps, samples, before = 0, report = () => {} }) {
  await all(page);
  await page.setViewportSize({ width: 1280, height: 4000 }); // Both are on the screen.
  await page.evaluate(async (position) => {
    const [session] = document.querySelectorAll('chalk-session');
    session.speed = Infinity;
    session.play();
    while (session.moment.position < position) await new Promise(requestAnimationFrame);
    session.pause();
  }, before * OPERATIONS);
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
  const enough = () => found.length >= samples && (found.at(-1).steps >= before + 0.99 * steps || found.length >= 1.5 * samples);
  while (!enough()) {
    await page.waitForTimeout((minutes * 60_000) / samples);
    const { position } = await page.evaluate(toggle);
    found.push({ steps: Math.floor(position / OPERATIONS), ...(await memory(page)) });
    await page.evaluate(toggle);
    report(found.at(-1));
  }
  return found;
}
