// <chalk-settings>: learning rate, epochs and seed.

import { Fields } from '../fields.js';
import { SETTINGS } from '../settings.js';

/**
 * Fields for the learning rate, the epochs and the seed.
 * @csspart fields – the row of fields
 * @csspart message – what is wrong with a value
 */
export class ChalkSettings extends Fields {
  schema = SETTINGS;

  get values() {
    return this.owner?.settings;
  }

  take(key, text) {
    this.owner.configure({ [key]: text });
  }
}
