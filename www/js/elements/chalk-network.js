// <chalk-network>: what network is trained on what. It reads the page's address and writes it.

import { readSettings, writeSettings } from '../address.js';
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

/** @csspart fields message */
export class ChalkNetwork extends Fields {
  static styles = [...Fields.styles, look];

  schema = NETWORK;
  #settings = { ...USUAL };
  #begun = false;
  #writing = 0;

  get values() {
    return this.#settings;
  }

  attach() {
    super.attach();
    addEventListener('hashchange', this);
  }

  detach() {
    super.detach();
    removeEventListener('hashchange', this);
    clearTimeout(this.#writing);
  }

  update(owner, reason) {
    super.update(owner, reason);
    if (!owner || this.#begun) return;
    this.#begun = true;
    this.#adopt();
  }

  handleEvent(event) {
    if (event.type === 'hashchange') this.#adopt();
    else super.handleEvent(event);
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
    this.#write();
  }

  /** Takes what the address says. What cannot be used is answered and replaced by the usual. */
  #adopt() {
    const { settings, unknown } = readSettings(USUAL);
    for (const [key, text] of Object.entries(settings)) {
      this.#settings[key] = USUAL[key];
      if (text === null) continue;
      try {
        this.#settings[key] = settingFrom(key, text, NETWORK);
      } catch (error) {
        if (!isAnswer(error)) throw error;
        this.#tell({ error, key, value: text, used: USUAL[key] });
      }
    }
    if (unknown.length > 0) this.#tell({ unknown });
    this.#open();
  }

  async #open() {
    this.#write();
    try {
      await this.owner.open(networkExperiment(this.#settings));
      this.say(t('network.opened'));
    } catch (error) {
      if (!isAnswer(error) || this.#settings.epochs === USUAL.epochs) throw error;
      // Each setting is within its limits; only many epochs of many batches can be too much together.
      this.#tell({ error, key: 'epochs', value: this.#settings.epochs, used: USUAL.epochs });
      this.#settings.epochs = USUAL.epochs;
      this.#open();
    }
  }

  #tell(detail) {
    this.dispatchEvent(new CustomEvent('chalk-error', { bubbles: true, composed: true, detail }));
  }

  /** Not at every turn of an arrow key: browsers count how often an address changes. */
  #write() {
    clearTimeout(this.#writing);
    this.#writing = setTimeout(() => writeSettings(this.#settings, USUAL), 300);
  }
}
