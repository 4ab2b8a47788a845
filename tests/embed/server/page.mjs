// A page as a component: rendered to text on a server, where there are no elements, and taken over in the browser.
import { createElement as h, useState } from 'react';
import 'chalkgrad';

export function Page() {
  const [epochs, setEpochs] = useState(100);
  return h(
    'article',
    null,
    h('h1', null, 'A page rendered on a server'),
    h('button', { type: 'button', onClick: () => setEpochs(epochs + 1) }, `${epochs} epochs`),
    h('chalk-playground', { experiment: 'article', seed: 7, epochs }, 'Here a line is fitted to fifteen points.'),
  );
}
