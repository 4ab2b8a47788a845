// <chalk-controls>: the transport of the player: reset, back, play, forward, and how fast.

import { draw, face, make, put, set } from '../dom.js';
import { titleOf } from '../math.js';
import { ladder, notch } from '../speed.js';
import { css } from '../style.js';
import { t, texts } from '../text.js';
import { View } from '../view.js';

const look = css`
  :host {
    position: relative;
    display: flex;
    gap: 8px 20px;
    align-items: center;
  }
  .buttons {
    display: flex;
    gap: 4px;
  }
  button {
    min-width: 40px;
    padding-inline: 10px;
    font-size: 14px;
  }
  .play {
    min-width: 100px;
    background: var(--chalk-ink);
    border-color: var(--chalk-ink);
    color: var(--chalk-paper);
    font-size: 15px;
    font-weight: 600;
  }
  .play svg {
    width: 12px;
    height: 12px;
    margin-right: 8px;
    fill: currentcolor;
  }
  .play {
    display: inline-flex;
    flex-direction: row-reverse;
    align-items: center;
    justify-content: center;
  }
  .play:hover {
    border-color: var(--chalk-muted);
  }
  .play:disabled {
    background: var(--chalk-muted);
    border-color: var(--chalk-muted);
    color: var(--chalk-paper);
  }
  @media (forced-colors: active) {
    .play,
    .play:disabled {
      background: ButtonFace;
      border-color: ButtonText;
      color: ButtonText;
    }
  }
  .idle {
    color: var(--chalk-muted);
  }
  .speed {
    display: grid;
    width: 128px;
    font-size: 13px;
    line-height: 1.4;
    color: var(--chalk-muted);
    white-space: nowrap;
  }
  .speed input {
    width: 100%;
    height: 24px;
    margin: 0;
    accent-color: var(--chalk-ink);
  }
  .more {
    display: none;
  }
  @narrow 900px {
    :host {
      flex-wrap: wrap;
      justify-content: space-between;
    }
  }
  @narrow 760px {
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
    }
    .buttons {
      display: grid;
      grid-template-columns: repeat(4, minmax(0, 1fr));
      gap: 8px;
    }
    .buttons button {
      min-width: 0;
      min-height: 44px;
      padding-inline: 4px;
    }
    .second {
      order: 1;
    }
    :host(:not([open])) :is(.second, .speed) {
      display: none;
    }
    .speed {
      width: auto;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 12px;
      align-items: center;
    }
    .more {
      display: block;
      position: absolute;
      right: 0;
      bottom: calc(100% + 2px);
      min-height: 28px;
      padding: 0 8px;
      border: 0;
      color: var(--chalk-muted);
      font-size: 13px;
      text-decoration: underline;
      text-decoration-color: var(--chalk-edge);
      text-underline-offset: 3px;
    }
  }
`;

const PLAY = 'M1 0 12 6 1 12Z';
const PAUSE = 'M1 0H4.5V12H1ZM7.5 0H11V12H7.5Z';

/** Every button: what it does, what it looks like besides its word, and whether a phone shows it at once. */
const BUTTONS = [
  { move: 'reset', look: () => '↺' },
  { move: 'back', unit: 'epoch', look: (word) => `« ${word}`, second: true },
  { move: 'back', unit: 'batch', look: (word) => `« ${word}`, second: true },
  { move: 'back', unit: 'operation', look: (word) => `‹ ${word}` },
  { move: 'toggle' },
  { move: 'step', unit: 'operation', look: (word) => `${word} ›` },
  { move: 'step', unit: 'batch', look: (word) => `${word} »`, second: true },
  { move: 'step', unit: 'epoch', look: (word) => `${word} »`, second: true },
];

/** What one can ask for by name: a button's own move, its unit, or the speed. */
const NAMES = ['play', 'step', 'back', 'reset', 'batch', 'epoch', 'speed'];

/**
 * The buttons, and the speed.
 * @attr {string} show – which of `play`, `step`, `back`, `reset`, `batch`, `epoch` and `speed` there are; usually all
 * @csspart buttons – the row of buttons
 * @csspart button – each button
 * @csspart play – the button that plays and pauses
 * @csspart speed – the speed and its slider
 * @csspart more – the buttons for batches and epochs
 */
export class ChalkControls extends View {
  static observedAttributes = [...View.observedAttributes, 'show'];
  static styles = [look];

  #buttons = new Map();
  #speed = make('input', { type: 'range', min: 0, step: 1 });
  #rate = make('span');
  #more = make('button', { type: 'button', class: 'more', part: 'more', 'aria-expanded': 'false' });
  #status = make('div', { class: 'hidden', role: 'status' });
  #rates = [];
  #played = false;

  /** Whether there is a button, or the speed. */
  #has(name) {
    const names = (this.getAttribute('show') ?? '').split(/\s+/).filter((each) => NAMES.includes(each));
    return names.length === 0 || names.includes(name);
  }

  build(root) {
    const row = make('div', { class: 'buttons', part: 'buttons', role: 'group' });
    for (const button of BUTTONS) {
      const node = make('button', { type: 'button', part: 'button', disabled: true, class: button.second && 'second' });
      if (button.move === 'toggle') {
        set(node, 'part', 'button play');
        set(node, 'class', 'play');
        face(node, '', '');
        node.append(draw('svg', { viewBox: '0 0 12 12', 'aria-hidden': 'true' }, draw('path')));
      }
      this.#buttons.set(node, button);
      row.append(node);
    }
    root.append(this.#more, row, make('label', { class: 'speed', part: 'speed' }, this.#rate, this.#speed), this.#status);
  }

  attach() {
    for (const node of [...this.#buttons.keys(), this.#more]) node.addEventListener('click', this);
    this.#speed.addEventListener('input', this);
  }

  detach() {
    for (const node of [...this.#buttons.keys(), this.#more]) node.removeEventListener('click', this);
    this.#speed.removeEventListener('input', this);
  }

  act({ currentTarget }) {
    if (currentTarget === this.#speed) this.owner.speed = this.#rates[this.#speed.valueAsNumber];
    else if (currentTarget === this.#more) this.#open(!this.hasAttribute('open'));
    else this.#press(this.#buttons.get(currentTarget));
  }

  #open(open) {
    this.toggleAttribute('open', open);
    this.#words(this.owner);
  }

  #press({ move, unit }) {
    const { owner } = this;
    const before = owner.moment.position;
    if (move === 'toggle') owner.playing ? owner.pause() : owner.play();
    else if (move === 'reset') owner.reset();
    else if (move === 'step') owner.step(unit);
    else owner.back(unit);
    const { moment } = owner;
    if (!moment || moment.position !== before) return;
    if (move === 'back' || (move === 'reset' && before === 0)) this.#tell(t('controls.first'));
    else if (move === 'step') owner.play(); // At the end: the session says what can be done.
  }

  update(owner, reason) {
    const ready = owner?.status === 'ready';
    this.#words(owner);
    for (const node of this.#buttons.keys()) node.disabled = !ready;
    this.#speed.disabled = !ready;
    if (!ready || !owner.moment) return;
    const { moment } = owner;
    const over = moment.finished || moment.stopped !== null;
    for (const [node, { move }] of this.#buttons) {
      const idle = (move === 'step' && over) || ((move === 'back' || move === 'reset') && moment.position === 0);
      node.classList.toggle('idle', idle);
    }
    this.#scale(owner, moment);
    const paused = this.#played && !owner.playing;
    this.#played = owner.playing;
    if ((reason === 'step' || paused) && !owner.playing && moment.position > 0) this.#announce(owner, moment);
    else if (reason === 'step' && moment.position === 0) this.#tell('');
  }

  #words(owner) {
    const open = this.hasAttribute('open');
    set(this.#more, 'aria-expanded', open);
    set(this.#speed.parentNode, 'hidden', !this.#has('speed'));
    set(this.#more, 'hidden', !this.#has('speed') && !this.#has('batch') && !this.#has('epoch'));
    put(this.#more, t(open ? 'controls.less' : 'controls.more'));
    for (const [node, { move, unit, look }] of this.#buttons) {
      set(node, 'hidden', !this.#has(move === 'toggle' ? 'play' : unit === 'batch' || unit === 'epoch' ? unit : move));
      if (move === 'toggle') {
        const playing = owner?.playing ?? false;
        const word = t(playing ? 'controls.pause' : 'controls.play');
        face(node, word, word);
        set(node.querySelector('path'), 'd', playing ? PAUSE : PLAY);
        set(node, 'title', t('controls.hint.toggle'));
        set(node, 'aria-keyshortcuts', 'Space');
        continue;
      }
      face(node, look(unit ? t(`unit.${unit}`) : ''), t(unit ? `controls.${move}.${unit}` : `controls.${move}`));
      set(node, 'title', t(unit ? `controls.hint.${move}.${unit}` : `controls.hint.${move}`));
    }
  }

  #scale(owner, { total, steps, batches }) {
    // Of an epoch without edits: they are operations, too, but the label shall not change with each.
    const perEpoch = Math.round(total / steps) * batches;
    const rates = ladder(perEpoch);
    if (rates.length !== this.#rates.length) {
      this.#rates = rates;
      this.#speed.max = String(rates.length - 1);
    }
    const { speed } = owner;
    let words = t('speed.full');
    if (speed < perEpoch) words = t('speed.operations', { n: speed });
    else if (speed !== Infinity) words = t('speed.epochs', { n: Math.round(speed / perEpoch) });
    this.#speed.value = String(notch(rates, speed));
    put(this.#rate, words);
    set(this.#speed, 'aria-label', t('speed.name'));
    set(this.#speed, 'aria-valuetext', words);
  }

  async #announce(owner, { epoch, operation, operations, loss }) {
    await texts.widen('core').catch(console.error); // It speaks English itself.
    const explanation = owner.ask((session) => session.explain());
    if (!explanation) return;
    const { sentence, sentenceKey } = explanation;
    const fields = { epoch, operation, operations, loss, title: titleOf(explanation), sentence: texts.core(sentenceKey, sentence) };
    this.#tell(t('controls.now', fields));
  }

  #tell(words) {
    put(this.#status, words);
  }
}
