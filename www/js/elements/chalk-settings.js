// <chalk-settings>: learning rate, epochs and seed.

import { Fields } from '../fields.js';
import { SETTINGS } from '../settings.js';

/** @csspart fields message */
export class ChalkSettings extends Fields {
  schema = SETTINGS;

  get values() {
    return this.owner?.settings;
  }

  take(key, text) {
    this.owner.configure({ [key]: text });
  }
}
