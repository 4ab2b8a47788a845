// What there is to say about a training out of the ordinary, and what can be done: settings that cannot be used, a loss
// that grows, a training that has blown up, the end.

// For the release: what this shares with the elements then stays in one file.
import './define.js';

import { shown, titleOf } from './math.js';
import { SETTINGS } from './settings.js';
import { errorText, t } from './text.js';

const MORE = 100;

/** The most important thing to say now, or null. `hide(kind)` is the button that makes a notice go. */
export function noticeOf(owner, hide) {
  const { moment, problems } = owner;
  if (problems.length > 0) return refused(owner);
  if (!moment) return null;
  if (moment.stopped) return stopped(owner, moment, hide);
  if (moment.growing) return growing(owner, moment, hide);
  if (moment.finished) return finished(owner, moment, hide);
  return null;
}

function refused(owner) {
  const fits = ({ error, key }) => (error.code === 'setting' ? t('settings.fits', { fits: t(`settings.fits.${key}`) }) : errorText(error));
  const asText = (value) => (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 40);
  const lines = owner.problems.map((problem) => t('problem.text', { key: problem.key, value: asText(problem.text), fits: fits(problem), used: problem.used }));
  return { kind: 'problems', grave: true, title: t('problem.title'), text: lines.join(' '), buttons: [[t('notice.hide'), () => owner.problems.splice(0)]] };
}

function stopped(owner, { stopped, suggestedLr }, hide) {
  const { epoch, step, operation, lr, value } = stopped;
  const what = titleOf({ kind: stopped.kind, op: stopped.op, target: stopped.parameter });
  return {
    kind: 'stopped',
    grave: true,
    title: t('stopped.title', { epoch, operation }),
    text: stopped.reason
      ? errorText(stopped.reason)
      : t(suggestedLr === null ? 'stopped.large' : piled(owner) ? 'stopped.piled' : 'stopped.text', { what, step, lr, value: t(`stopped.${value}`) }),
    buttons: [
      ...smaller(owner, stopped.reason ? null : suggestedLr),
      [t('stopped.back', { epoch }), () => owner.back('epoch')],
      [t('notice.over'), () => owner.reset()],
      hide('stopped'),
    ],
  };
}

/** The offer of a learning rate that will not overshoot. */
function smaller(owner, lr) {
  return lr === null || piled(owner) ? [] : [[t('stopped.try', { lr }), () => owner.configure({ lr })]];
}

function growing(owner, { growing: { from, to, steps }, suggestedLr }, hide) {
  const words = { from: shown(from, owner.digits), to: shown(to, owner.digits), steps, lr: owner.lr };
  return { kind: 'growing', title: t('growing.title'), text: t(piled(owner) ? 'growing.piled' : 'growing.text', words), buttons: [...smaller(owner, suggestedLr), hide('growing')] };
}

function finished(owner, { epochs, loss }, hide) {
  const best = owner.ask((session) => session.best());
  const words = { epochs, loss: shown(loss, owner.digits) };
  const more = Math.min(owner.epochs + MORE, SETTINGS.epochs.most);
  const buttons = [[t('notice.over'), () => owner.reset()], hide('finished')];
  if (more > owner.epochs) buttons.unshift([t('finished.more', { n: more - owner.epochs }), () => goOn(owner, more)]);
  return {
    kind: 'finished',
    title: t('finished.title', words),
    text: owner.lr === 0 ? t('finished.still') : best === undefined ? '' : t('finished.best', { best: shown(best, owner.digits) }),
    buttons,
  };
}

function goOn(owner, epochs) {
  owner.configure({ epochs });
  owner.play();
}

/** Whether the program leaves `zero_grad` out: then that is why the loss grows, not the learning rate. */
const piled = ({ experiment }) => experiment?.zero_grad === false;
