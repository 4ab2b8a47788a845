// Style sheets that the views share. Constructed once, adopted by every shadow root.

import { withDefaults } from './tokens.js';

/**
 * A style sheet from a template: css`a { color: red }`. Its `@narrow 760px { … }` holds on a narrow screen, and in a
 * narrow box that somebody has made a container.
 */
export function css(strings) {
  if (!globalThis.CSSStyleSheet) return null; // On a server nothing is drawn.
  const sheet = new CSSStyleSheet();
  const text = strings.join('').replace(/@narrow (\w+) ?(\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})/g, '@media (max-width: $1) $2 @container (max-width: $1) $2');
  sheet.replaceSync(withDefaults(text));
  return sheet;
}

/** Gives an element that has no shadow root its looks, where it stands. */
export function dress(element, sheet) {
  const { adoptedStyleSheets } = element.getRootNode();
  if (!adoptedStyleSheets.includes(sheet)) adoptedStyleSheets.push(sheet);
}

/** What every view needs: the box, the card, the buttons, words for screen readers only. */
export const base = css`
  :host {
    display: block;
    min-width: 0;
    color: var(--chalk-ink);
    font: 15px/1.55 var(--chalk-sans);
    letter-spacing: normal;
    text-align: start;
    text-indent: 0;
    text-transform: none;
    white-space: normal;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
    scroll-margin-block: var(--chalk-clear, 0);
  }
  .card {
    background: var(--chalk-card);
    border: 1px solid var(--chalk-rule);
    border-radius: var(--chalk-radius);
    overflow: hidden;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  :focus-visible {
    outline: 3px solid var(--chalk-focus);
    outline-offset: 2px;
  }
  button {
    font: 15px/1.2 var(--chalk-sans);
    color: var(--chalk-ink);
    background: transparent;
    border: 1px solid var(--chalk-edge);
    border-radius: 8px;
    padding: 8px 12px;
    min-height: 40px;
    cursor: pointer;
    white-space: nowrap;
  }
  button:hover {
    border-color: var(--chalk-ink);
  }
  button:disabled {
    color: var(--chalk-muted);
    border-color: var(--chalk-rule);
    cursor: default;
  }
  .tools {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 24px;
    font-size: 13px;
    color: var(--chalk-muted);
  }
  .link {
    min-height: 24px;
    padding: 0 4px;
    border: 0;
    border-radius: 4px;
    color: var(--chalk-muted);
    font-size: 13px;
    text-decoration: underline;
    text-decoration-color: var(--chalk-edge);
    text-underline-offset: 3px;
  }
  .link:hover {
    color: var(--chalk-ink);
  }
  .waiting {
    padding: 16px 24px;
    color: var(--chalk-muted);
  }
  ::slotted(p) {
    margin: 0;
  }
  @media print {
    :host {
      color-scheme: light !important;
    }
    .tools:has(button, select),
    .toggle input,
    .toggle label:not(:has(:checked)),
    details:not([open]) {
      display: none !important;
    }
  }
  :host([data-printing]) {
    color-scheme: light !important;
  }
  @media (forced-colors: active) {
    :host {
      --chalk-paper: Canvas;
      --chalk-card: Canvas;
      --chalk-ink: CanvasText;
      --chalk-muted: CanvasText;
      --chalk-rule: CanvasText;
      --chalk-edge: ButtonBorder;
      --chalk-grid: GrayText;
      --chalk-axis: CanvasText;
      --chalk-data: CanvasText;
      --chalk-fit: LinkText;
      --chalk-grad: CanvasText;
      --chalk-ok: CanvasText;
      --chalk-now: Canvas;
      --chalk-now-bar: Highlight;
      --chalk-focus: Highlight;
    }
    .card,
    button {
      border-color: CanvasText;
    }
  }
`;

/** Tables of numbers. */
export const table = css`
  table {
    border-collapse: collapse;
    width: 100%;
    font-size: 14.5px;
  }
  th,
  td {
    text-align: right;
    padding: 6px 12px;
  }
  th {
    font-weight: 500;
    color: var(--chalk-muted);
  }
  :is(th, td):first-child {
    text-align: left;
    padding-left: 16px;
  }
  :is(th, td):last-child {
    padding-right: 16px;
  }
  td {
    font-family: var(--chalk-mono);
    font-size: 14px;
    font-variant-numeric: tabular-nums;
  }
  tbody :is(th, td) {
    border-top: 1px solid var(--chalk-rule);
  }
`;

/** A plot: its canvas, and the same data as a table behind "Show data". */
export const plot = css`
  canvas {
    display: block;
    width: 100%;
    height: 232px;
    font: 12px var(--chalk-sans);
  }
  .probe {
    display: none;
    forced-color-adjust: none;
  }
  details {
    border-top: 1px solid var(--chalk-rule);
    font-size: 13px;
  }
  summary {
    padding: 6px 16px;
    min-height: 32px;
    color: var(--chalk-muted);
    cursor: pointer;
    border-radius: 0 0 var(--chalk-radius) var(--chalk-radius);
  }
  summary:hover {
    color: var(--chalk-ink);
  }
  summary:focus-visible {
    outline-offset: -3px;
  }
  .rows {
    max-height: 240px;
    overflow: auto;
    border-top: 1px solid var(--chalk-rule);
  }
  .rows:focus-visible {
    outline-offset: -3px;
  }
  @media print {
    canvas {
      height: auto !important;
    }
    .rows {
      max-height: none;
    }
  }
  caption {
    padding: 8px 16px 2px;
    text-align: left;
    color: var(--chalk-ink);
    font-weight: 600;
  }
  .rows th,
  .rows td {
    font-size: 13px;
    padding-block: 2px;
  }
`;

/** A plot's stage, where its words stand while there is nothing to draw. */
export const stage = css`
  .stage {
    position: relative;
  }
  .stage > .waiting {
    position: absolute;
    inset: 0;
  }
`;

/** Two choices in one line: radio buttons that look like words. */
export const toggle = css`
  .toggle {
    display: flex;
    gap: 4px;
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
    font-size: 13px;
  }
  .toggle label {
    position: relative;
    display: grid;
    place-items: center;
    min-height: 24px;
    min-width: 24px;
    padding: 0 6px;
    border-radius: 4px;
    color: var(--chalk-muted);
    cursor: pointer;
  }
  .toggle input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .toggle label:hover {
    color: var(--chalk-ink);
  }
  .toggle label:has(:checked) {
    color: var(--chalk-ink);
    font-weight: 600;
    text-decoration: underline;
    text-decoration-thickness: 2px;
    text-underline-offset: 5px;
  }
  .toggle label:has(:focus-visible) {
    outline: 3px solid var(--chalk-focus);
  }
`;
