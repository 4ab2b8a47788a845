// <chalk-network>: what network is trained on what.

import { Fields } from '../fields.js';
import { NETWORK, OF_SESSION, USUAL, networkExperiment } from '../network.js';
import { isAnswer } from '../session.js';
import { settingFrom } from '../settings.js';
import { css } from '../style.js';
import { t } from '../text.js';

const look = css`
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(136px, 1fr));
    gap: 12px;
  }
  div.seed,
  .loss {
    grid-column: span 2;
  }
  select {
    width: 100%;
    min-height: 40px;
    padding: 0 8px;
    border-radius: 8px;
    font: 15px var(--chalk-sans);
  }
  select:disabled {
    border-color: var(--chalk-rule);
  }
  @media (max-width: 400px) {
    .fields {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
`;

/**
 * A form that makes a network, its data and its training.
 * @fires {CustomEvent<{ what: string }>} chalk-change – something else has changed: `detail.what` names it
 * @csspart fields – the row of fields
 * @csspart message – what is wrong with a value
 */
export class ChalkNetwork extends Fields {
  static styles = [...Fields.styles, look];

  schema = NETWORK;
  #settings = { ...USUAL };
  #begun = false;

  get values() {
    return this.#settings;
  }

  /** The usual settings. */
  get usual() {
    return USUAL;
  }

  update(owner, reason) {
    super.update(owner, reason);
    if (owner && !this.#begun && !this.hasAttribute('waits')) this.adopt();
  }

  take(key, text) {
    const value = settingFrom(key, text, NETWORK);
    if (value === this.#settings[key]) return;
    if (OF_SESSION.includes(key)) {
      this.owner.configure({ [key]: value }); // It tells with an event, and `changed` hears it.
      return;
    }
    this.#settings[key] = value;
    this.#open();
  }

  changed(changed) {
    for (const key of OF_SESSION) this.#settings[key] = this.owner.settings[key];
    super.changed(changed);
    this.#told();
  }

  /** Takes settings as texts (null or none: the usual). What cannot be used is answered and replaced by the usual. */
  adopt(given = {}) {
    this.#begun = true;
    for (const key of Object.keys(USUAL)) {
      const text = given[key] ?? null;
      this.#settings[key] = USUAL[key];
      if (text === null) continue;
      try {
        this.#settings[key] = settingFrom(key, text, NETWORK);
      } catch (error) {
        if (!isAnswer(error)) throw error;
        this.#tell('chalk-error', { error, key, value: text, used: USUAL[key] });
      }
    }
    this.#open();
  }

  async #open() {
    this.#told();
    try {
      if (await this.owner.open(networkExperiment(this.#settings))) this.say(t('network.opened'));
    } catch (error) {
      if (!isAnswer(error) || this.#settings.epochs === USUAL.epochs) throw error;
      // Each setting is within its limits; only many epochs of many batches can be too much together.
      this.#tell('chalk-error', { error, key: 'epochs', value: this.#settings.epochs, used: USUAL.epochs });
      this.#settings.epochs = USUAL.epochs;
      this.#open();
    }
  }

  #told() {
    this.#tell('chalk-change', { what: 'network' });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, detail }));
  }
}
