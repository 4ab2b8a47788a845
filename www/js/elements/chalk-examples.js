// <chalk-examples>: trainings small enough to be computed by hand, each one press away.

import { make, put } from '../dom.js';
import { css } from '../style.js';
import { t } from '../text.js';
import { View } from '../view.js';

const line = { version: 1, seed: 0, model: [{ Linear: { out_features: 1 } }], loss: 'MSELoss' };
const from = (weight, bias) => ({ '0.weight': [[weight]], '0.bias': [bias] });

const EXAMPLES = {
  neuron: { ...line, data: { x: [[2]], y: [[9]] }, parameters: from(3, 1), optimizer: { SGD: { lr: 0.05 } }, epochs: 10 },
  zero: { ...line, data: { name: 'article' }, parameters: from(0, 0), optimizer: { SGD: { lr: 0.01 } }, epochs: 100 },
  standardized: { ...line, data: { name: 'article' }, preprocess: [{ Standardize: { columns: 'x' } }], optimizer: { SGD: { lr: 0.5 } }, epochs: 10 },
  demo: { ...line, data: { name: 'article' }, optimizer: { SGD: { lr: 0.01 } }, epochs: 100 },
};

const look = css`
  ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 260px), 1fr));
    gap: 12px 24px;
    margin: 0;
    padding: 16px;
    list-style: none;
  }
  li {
    display: flex;
    flex-direction: column;
    align-items: start;
    gap: 6px;
  }
  p {
    margin: 0;
    font-size: 14px;
    color: var(--chalk-muted);
  }
  .said {
    padding: 0 16px 12px;
    min-height: calc(1.55em + 12px);
  }
`;

/**
 * Trainings that are small enough for paper and pencil.
 * @csspart card – the card around everything
 */
export class ChalkExamples extends View {
  static styles = [look];

  #items = {};
  #said = make('p', { class: 'said', role: 'status' });

  build(root) {
    const list = make('ul');
    for (const key of Object.keys(EXAMPLES)) {
      const [button, words] = [make('button', { type: 'button', value: key }), make('p')];
      this.#items[key] = { button, words };
      list.append(make('li', {}, button, words));
    }
    root.append(make('div', { class: 'card', part: 'card' }, list, this.#said));
    list.addEventListener('click', this);
  }

  act({ target }) {
    const key = target.closest('button')?.value;
    if (key) this.#open(key);
  }

  async #open(key) {
    if (await this.owner?.open(JSON.stringify(EXAMPLES[key]))) put(this.#said, t('examples.opened', { name: t(`examples.${key}`) }));
  }

  update(owner) {
    for (const [key, { button, words }] of Object.entries(this.#items)) {
      put(button, t(`examples.${key}`));
      put(words, t(`examples.${key}.text`));
      button.disabled = owner?.status !== 'ready';
    }
  }
}
