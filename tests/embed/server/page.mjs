// A page as a component: rendered to text on a server, where there are no elements, and taken over in the browser.
import { createElement as h, useState } from 'react';
import 'chalkgrad';

const FILE = { version: 1, seed: 5, data: { name: 'article' }, model: [{ Linear: { out_features: 1 } }], loss: 'MSELoss', optimizer: { SGD: { lr: 0.02 } }, epochs: 30 };

export function Page() {
  const [epochs, setEpochs] = useState(100);
  return h(
    'article',
    null,
    h('h1', null, 'A page rendered on a server'),
    h('button', { type: 'button', onClick: () => setEpochs(epochs + 1) }, `${epochs} epochs`),
    h('chalk-playground', { experiment: 'article', seed: 7, epochs }, 'Here a line is fitted to fifteen points.'),
    epochs > 100 && h('chalk-playground', { id: 'second', experiment: FILE, digits: '6', speed: 'full' }),
  );
}
