// Takes the page over that the server has rendered.
import { createElement } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { Page } from './page.mjs';

hydrateRoot(document.querySelector('main'), createElement(Page));
