// What breaks does not take the page with it: crashes, many widgets that come and go, widgets that nobody sees.
// The modules of these tests have ways to break them for real (crate feature `faults`).

import assert from 'node:assert/strict';
import { WIDGET, all, hosted, memory, watchInstances } from './lib/host.mjs';
import { SOAK, soak } from './lib/soak.mjs';
import { button, share, visit } from './lib/visit.mjs';

share();

/** Breaks the instance through the first session; gives the milliseconds until every session shows a notice. */
const breakIt = (page, kind) =>
  page.evaluate(async (kind) => {
    const sessions = [...document.querySelectorAll('chalk-session')];
    const began = performance.now();
    sessions[0].ask((session) => session.fault(kind));
    const said = (session) => session.querySelector('chalk-notice')?.shadowRoot.querySelector('[role=status]').textContent.length > 20;
    while (!sessions.every(said)) await new Promise(requestAnimationFrame);
    return performance.now() - began;
  }, kind);

const states = (page) => page.evaluate(() => JSON.stringify([...document.querySelectorAll('chalk-session')].map(({ state, runs }) => [state, runs])));

const broken = (tags) => ({ ...hosted(tags, { faults: true }), expected: [/panicked|unreachable|Maximum call stack|out of bounds/] });

for (const kind of ['panic', 'stack', 'memory']) {
  visit(`${kind}: every widget says so at once, and one Restart brings all back`, { ...broken(WIDGET.repeat(3)), prepare: watchInstances }, async (page) => {
    await all(page);
    await page.evaluate(async () => {
      const { openWorkbench } = await import(document.querySelector('script').src);
      await openWorkbench(); // Its elements edit.
      const [first, second, third] = document.querySelectorAll('chalk-session');
      first.step('epoch');
      await second.edit({ lr: 0.02 });
      second.step('epoch');
      await second.edit({ parameter: { name: '0.weight', cell: 0, value: 0.5 } });
      second.step('batch');
      second.undo();
      third.speed = 20;
      third.play();
      await new Promise((done) => setTimeout(done, 200));
      third.pause();
      third.back('operation');
    });
    const before = await states(page);
    await page.evaluate(() => {
      const session = document.querySelectorAll('chalk-session')[2];
      session.play();
    });
    const took = await breakIt(page, kind);
    assert.ok(took < 500, `${took} ms until the message`);
    await all(page, 'crashed');
    const counted = await page.evaluate(() => [...calls]);
    // What usually makes a page ask: another size, another theme, another language's words, time, buttons, leaving.
    await page.setViewportSize({ width: 700, height: 700 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.evaluate(() => {
      const [session, other] = document.querySelectorAll('chalk-session');
      for (const call of ['play', 'pause', 'step', 'back', 'reset', 'undo', 'redo', 'drop']) session[call]();
      session.seek(20);
      other.select(null);
      document.body.append(document.createElement('chalk-session'));
    });
    await page.waitForTimeout(300);
    assert.deepEqual(await page.evaluate(() => [...calls]), counted, 'nothing reaches the instance');
    await page.evaluate(() => document.querySelectorAll('chalk-session')[3].remove());
    const back = await page.evaluate(async () => {
      const began = performance.now();
      const { shadowRoot } = document.querySelectorAll('chalk-notice')[1];
      shadowRoot.querySelector('button').click();
      const waits = () => [...document.querySelectorAll('chalk-session')].some(({ status }) => status !== 'ready');
      while (waits()) await new Promise(requestAnimationFrame);
      return performance.now() - began;
    });
    assert.ok(back < 1000, `${back} ms until all are back`);
    const after = JSON.parse(await states(page));
    assert.deepEqual(after.slice(0, 2), JSON.parse(before).slice(0, 2), 'the same numbers, edits and runs');
    assert.ok(after[2][0].position >= JSON.parse(before)[2][0].position);
    await page.getByRole('button', { name: 'Step operation' }).first().click();
  });
}

visit('after a restart it is ready where it was, and that is no step', broken(WIDGET), async (page) => {
  await all(page);
  await page.evaluate(() => {
    document.querySelector('chalk-session').step('epoch');
    globalThis.heard = [];
    for (const type of ['chalk-ready', 'chalk-step']) document.addEventListener(type, ({ target }) => heard.push([type, target.moment.position]));
  });
  await breakIt(page, 'panic');
  await page.getByRole('button', { name: 'Restart' }).click();
  await page.getByRole('button', { name: 'Step operation' }).click();
  assert.deepEqual(await page.evaluate(() => heard), [['chalk-ready', 13], ['chalk-step', 14]]);
});

visit('fifty crashes in a row leave nothing behind', { ...broken(WIDGET.repeat(2)), prepare: watchInstances }, async (page) => {
  await all(page);
  const once = (kind) =>
    page.evaluate(async (kind) => {
      const sessions = [...document.querySelectorAll('chalk-session')];
      sessions[0].ask((session) => session.fault(kind));
      await sessions[1].restart();
      await sessions[0].restart();
      for (const session of sessions) session.step('epoch');
      return sessions.every(({ status }) => status === 'ready');
    }, kind);
  for (const kind of ['panic', 'stack', 'memory']) assert.ok(await once(kind));
  const before = await memory(page);
  for (let count = 0; count < 50; count++) assert.ok(await once(['panic', 'stack', 'memory'][count % 3]), `crash ${count + 1}`);
  const after = await memory(page);
  const grown = after.heap + after.wasm - before.heap - before.wasm;
  assert.ok(grown < 20, `${grown} MiB more: ${JSON.stringify([before, after])}`);
  assert.equal(after.instances, 1, 'the broken instances are gone');
});

visit('what breaks the module again when it comes back is left out', broken(WIDGET), async (page) => {
  await all(page);
  await page.evaluate(async () => {
    const session = document.querySelector('chalk-session');
    await session.widen();
    session.step('epoch');
    // A change that is made again at each restart, and breaks the instance each time.
    session.rewrite('fault', 'panic');
  });
  await all(page, 'crashed');
  await page.evaluate(() => document.querySelector('chalk-session').restart());
  assert.equal(await page.evaluate(() => document.querySelector('chalk-session').moment.position), 13);
});

visit('a thousand widgets come and go', { ...hosted(''), prepare: watchInstances }, async (page) => {
  const some = (count, tags) =>
    page.evaluate(async ([count, tags]) => {
      for (let n = 0; n < count; n += 20) {
        const room = new DOMParser().parseFromString(tags.repeat(20), 'text/html').body;
        document.body.append(room);
        const sessions = [...room.querySelectorAll('chalk-session')];
        while (sessions.some(({ status }) => status !== 'ready')) await new Promise(requestAnimationFrame);
        for (const session of sessions) session.step('epoch');
        room.remove();
        await new Promise(requestAnimationFrame);
      }
    }, [count, tags]);
  await some(100, WIDGET);
  const before = await memory(page);
  await some(900, WIDGET);
  const after = await memory(page);
  assert.ok(after.heap < before.heap * 1.1, `${before.heap} MiB after 100, ${after.heap} after 1,000`);
  assert.equal(after.wasm, before.wasm);
  assert.equal(after.instances, 1);
});

visit('a widget that moves keeps its state and goes on', hosted(`<main></main>${WIDGET}`), async (page) => {
  await all(page);
  const [before, after, playing] = await page.evaluate(async () => {
    const session = document.querySelector('chalk-session');
    for (const unit of ['epoch', 'batch', 'operation']) session.step(unit);
    session.speed = 1e-3;
    session.play();
    await new Promise((done) => setTimeout(done, 100)); // The first operation comes at once.
    const before = JSON.stringify(session.state);
    document.querySelector('main').append(session);
    return new Promise((done) => setTimeout(() => done([before, JSON.stringify(session.state), session.playing]), 50));
  });
  assert.equal(after, before);
  assert.ok(playing);
});

/** For `prepare`: answers nothing that matches until `let go()` of what this gives; `asked` comes true with the first request. */
function hold(pattern) {
  const held = {};
  const gone = new Promise((go) => (held.letGo = go));
  held.asked = new Promise((asked) => {
    held.prepare = (page) =>
      page.route(pattern, async (route) => {
        asked();
        await gone;
        await route.continue();
      });
  });
  return held;
}

const web = hold('**/chalkgrad-web_bg.wasm');
visit('a widget that moves while it loads begins once', { ...hosted(`${WIDGET}<p>${'<br>'.repeat(300)}</p><main></main>`), prepare: web.prepare }, async (page) => {
  await page.evaluate(() => {
    globalThis.ready = 0;
    document.addEventListener('chalk-ready', () => (ready += 1));
  });
  await web.asked;
  await page.evaluate(() => {
    const session = document.querySelector('chalk-session');
    session.removeAttribute('loading');
    document.querySelector('main').append(session);
  });
  web.letGo();
  await all(page);
  await page.evaluate(() => document.querySelector('chalk-session').step('epoch'));
  await page.locator('main').scrollIntoViewIfNeeded();
  await page.waitForTimeout(500);
  assert.deepEqual(await page.evaluate(() => [ready, document.querySelector('chalk-session').moment?.position]), [1, 13]);
  // One that stays away for a while begins anew, with what its attributes say by then.
  await page.evaluate(async () => {
    const session = document.querySelector('chalk-session');
    session.remove();
    await null;
    session.setAttribute('experiment', 'line');
    await new Promise((done) => setTimeout(done, 50));
    document.querySelector('main').append(session);
  });
  await all(page);
  assert.deepEqual(await page.evaluate(() => [ready, document.querySelector('chalk-session').experiment.data.name]), [2, 'line']);
});

visit('what is set on a widget that was taken away opens nothing, and counts when it is back', hosted(`<main></main>${WIDGET}`), async (page) => {
  await all(page);
  const found = await page.evaluate(async () => {
    const session = document.querySelector('chalk-session');
    await session.widen();
    session.remove();
    await new Promise((done) => setTimeout(done, 50));
    session.lr = 0.2;
    session.epochs = 200;
    const { session: open } = session;
    document.querySelector('main').append(session);
    return open;
  });
  assert.equal(found, null);
  await all(page);
  assert.deepEqual(await page.evaluate(() => document.querySelector('chalk-session').settings), { seed: 0, lr: 0.2, epochs: 200 });
});

visit('what is opened before anybody can see it stays when somebody does', hosted(`<p>${'<br>'.repeat(300)}</p>${WIDGET.replace(' loading="eager"', '')}`), async (page) => {
  await page.waitForFunction(() => customElements.get('chalk-session'));
  const opened = await page.evaluate(() => {
    const session = document.querySelector('chalk-session');
    return session.open(JSON.stringify({ version: 1, seed: 9, data: { name: 'article' }, model: [{ Linear: { out_features: 1 } }], loss: 'MSELoss', optimizer: { SGD: { lr: 0.02 } }, epochs: 30 }));
  });
  assert.ok(opened);
  await page.locator('chalk-session').scrollIntoViewIfNeeded();
  await page.waitForTimeout(500);
  assert.deepEqual(await page.evaluate(() => document.querySelector('chalk-session').settings), { seed: 9, lr: 0.02, epochs: 30 });
});

const late = { full: hold('**/chalkgrad-full_bg.wasm'), iris: hold('**/iris.csv') };
visit('of all that is wanted while it loads, the last counts', {
  ...hosted('<chalk-session loading="eager" loss="Nonsense"></chalk-session>'),
  prepare: (page) => Promise.all([late.full.prepare(page), late.iris.prepare(page)]),
}, async (page) => {
  await late.full.asked;
  await page.evaluate(() => {
    const session = document.querySelector('chalk-session');
    session.removeAttribute('loss');
    session.setAttribute('experiment', 'iris');
  });
  late.full.letGo();
  await late.iris.asked;
  await page.waitForTimeout(300); // Time for the answer about the loss.
  late.iris.letGo();
  await all(page);
  const found = () => page.evaluate(() => [document.querySelector('chalk-session').experiment.data.name, document.querySelector('chalk-session').problems]);
  assert.deepEqual(await found(), ['iris', []]);
  // One file after the other, each before the last one is there.
  const [bad, good] = await page.evaluate(async () => {
    const session = document.querySelector('chalk-session');
    const { experiment } = session;
    const [bad, good] = [session.open('{'), session.open(JSON.stringify({ ...experiment, seed: 8 }))];
    return Promise.all([bad.then(() => session.status, String), good.then(() => session.seed)]);
  });
  assert.equal(good, 8);
  assert.doesNotMatch(bad, /Error/, 'nobody waits for its answer');
});

const slow = hold('**/chalkgrad-full_bg.wasm');
visit('a restart goes on with what is wanted, and not with what was given up for it', { ...broken(WIDGET), prepare: slow.prepare }, async (page) => {
  await all(page);
  const name = () => page.evaluate(() => document.querySelector('chalk-session').experiment?.data.name);
  // It breaks while another experiment is loading.
  await page.evaluate(() => document.querySelector('chalk-session').setAttribute('experiment', 'moons'));
  await slow.asked;
  await breakIt(page, 'panic');
  await page.getByRole('button', { name: 'Restart' }).click();
  slow.letGo();
  await all(page);
  assert.equal(await name(), 'moons');
  // It breaks long after one that was opened gave way to another.
  await page.evaluate(() => {
    const session = document.querySelector('chalk-session');
    session.open(JSON.stringify({ ...session.experiment, seed: 7 }));
    session.setAttribute('experiment', 'iris');
  });
  await page.waitForFunction(() => document.querySelector('chalk-session').experiment?.data.name === 'iris');
  await all(page);
  await breakIt(page, 'panic');
  await page.getByRole('button', { name: 'Restart' }).click();
  await all(page);
  assert.equal(await name(), 'iris');
});

visit('two versions of the script: the first does everything, and the second says so', {
  ...hosted(WIDGET),
  expected: [/Chalkgrad is on this page twice.*embed\/v1/],
  prepare: (page) => page.route('**/embed/v1/**', (route) => route.continue({ url: route.request().url().replace('/v1/', '/v0/') })),
}, async (page, { requests }) => {
  await all(page);
  const known = await page.evaluate(async () => {
    const before = customElements.get('chalk-session');
    await import(new URL('embed/v1/chalkgrad.js', location.href));
    document.body.append(document.createElement('chalk-session'));
    return customElements.get('chalk-session') === before;
  });
  assert.ok(known);
  await all(page);
  await button(page, 'Step operation').click();
  assert.equal(requests.filter(({ path }) => path.endsWith('.wasm')).length, 1);
});

const FAR = `${WIDGET}<p>${'<br>'.repeat(300)}</p>${WIDGET}`;
visit('off the screen and in a hidden tab nothing runs, and there is no burst afterwards', hosted(FAR), async (page) => {
  await all(page);
  const positions = () => page.evaluate(() => [...document.querySelectorAll('chalk-session')].map(({ state }) => state.position));
  await page.evaluate(() => {
    for (const session of document.querySelectorAll('chalk-session')) {
      session.speed = 100;
      session.play();
    }
  });
  await page.waitForTimeout(500);
  const [seen, unseen] = await positions();
  assert.ok(seen > 20, `${seen} operations on the screen`);
  assert.ok(unseen <= 10, `${unseen} operations off the screen`);
  await page.waitForTimeout(1000);
  assert.equal((await positions())[1], unseen);
  await page.evaluate(() => document.querySelectorAll('chalk-session')[1].scrollIntoView());
  await page.waitForTimeout(300);
  const came = (await positions())[1] - unseen;
  assert.ok(came > 0 && came < 60, `${came} operations in 0.3 s at 100 a second`);
  const hide = (hidden) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await hide(true);
  const before = await positions();
  await page.waitForTimeout(1000);
  assert.deepEqual(await positions(), before);
  await hide(false);
  await page.waitForTimeout(100);
  const burst = (await positions())[1] - before[1];
  assert.ok(burst < 40, `${burst} operations in 0.1 s at 100 a second`);
});

// The long form is `cargo xtask soak`.
visit('a page that trains on and on does not grow', { ...hosted(SOAK), prepare: watchInstances }, async (page) => {
  const [first, ...rest] = await soak(page, { minutes: 0.2, steps: 1000, samples: 4, before: 10_000 });
  const last = rest.at(-1);
  assert.ok(last.steps > 10_500, `${last.steps} steps`);
  assert.equal(last.wasm, first.wasm);
  // In its first seconds the browser still compiles and keeps what it has compiled: 5 % are for the long form. A thousand
  // steps that each left 2 KB behind would show here.
  assert.ok(last.heap < first.heap + 1.5, `${first.heap} MiB, then ${last.heap}`);
});
