// “Embed this”: a dialog that gives the present state of a page's session as the text of a widget.

// For the release: what this shares with the elements then stays in one file.
import './define.js';

import { Copies } from './copies.js';
import { make, put } from './dom.js';
import { settingsOf } from './session.js';
import { formsOf, placesOf } from './tag.js';
import { t, texts } from './text.js';

/** About as tall as the playground is on a page of usual width; a page with the snippet of the manual takes the real height. */
const HEIGHT = 860;
/** What these settings say may stand in attributes. */
const SETTINGS = ['seed', 'lr', 'epochs'];

let dialog;

/** Opens the dialog of a session; the button knows where the script is, the page for frames, and how the dialog looks. */
export async function share(session, { script, frame, look }) {
  const [places] = await Promise.all([placesOf(script, frame), texts.widen('builder')]);
  if (!dialog) {
    const link = make('link', { rel: 'stylesheet', href: look });
    const styled = new Promise((done) => ['load', 'error'].forEach((type) => link.addEventListener(type, done)));
    document.head.append(link);
    await styled;
  }
  dialog ??= new Share();
  dialog.open(session, places);
}

class Share {
  #copies = new Copies(['tag', 'frame', 'markdown', 'json', 'classic']);
  #title = make('h2', { id: 'share-title' });
  #words = make('p');
  #close = make('button', { type: 'button' });
  #dialog = make('dialog', { class: 'share', 'aria-labelledby': 'share-title' }, make('div', { class: 'top' }, this.#title, this.#close), this.#words, this.#copies.element);

  constructor() {
    this.#close.addEventListener('click', () => this.#dialog.close());
    // Keys are the session's only outside of the dialog.
    this.#dialog.addEventListener('click', ({ target }) => target === this.#dialog && this.#dialog.close());
    document.body.append(this.#dialog);
    texts.addEventListener('change', () => this.#say());
    this.#say();
  }

  open(session, places) {
    session.pause();
    const { moment } = session;
    const experiment = original(session);
    const edits = (session.edits ?? []).map(({ position, written }) => ({ at: position - 1, ...JSON.parse(written) }));
    const now = { ...(edits.length > 0 && { edits: JSON.stringify(edits) }), ...(moment.position > 0 && { at: moment.position }) };
    const whole = { element: 'playground', attributes: now, experiment };
    const short = plain(experiment) ? { element: 'playground', attributes: { ...differing(settingsOf(experiment)), ...now } } : whole;
    const words = { title: t('share.figure'), height: HEIGHT };
    this.#copies.show({ ...formsOf(short, places, words), json: formsOf(whole, places, words).tag });
    this.#dialog.showModal();
  }

  #say() {
    put(this.#title, t('share.title'));
    put(this.#words, t('share.words'));
    put(this.#close, t('share.close'));
    this.#copies.say();
  }
}

/** The experiment that the training began with, before any edit. */
function original(session) {
  return session.ask((inner) => {
    const { position } = inner.moment();
    inner.seek(0);
    const experiment = inner.experiment();
    inner.seek(position);
    return experiment;
  });
}

/** Whether it is the page's usual experiment but for the settings, so that attributes can say it. */
function plain({ data, model, loss, optimizer, zero_grad, seed, epochs, version, ...rest }) {
  const [[name, { lr, ...options }]] = Object.entries(optimizer);
  const usual = { momentum: 0, dampening: 0, weight_decay: 0, nesterov: false, maximize: false };
  const sgd = name === 'SGD' && Object.entries(options).every(([key, value]) => value === usual[key]);
  const line = model.length === 1 && model[0].Linear?.out_features === 1 && model[0].Linear.bias;
  const nothing = (value) => value === null || value === false || (Array.isArray(value) && value.length === 0);
  return data.name === 'article' && Object.keys(data).length === 1 && line && zero_grad && loss === 'MSELoss' && sgd && Object.values(rest).every(nothing);
}

/** The settings that are not the usual ones. */
function differing(settings) {
  const usual = { seed: 0, lr: 0.01, epochs: 100 };
  return Object.fromEntries(SETTINGS.filter((key) => settings[key] !== usual[key]).map((key) => [key, settings[key]]));
}
