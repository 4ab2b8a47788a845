// How the card of the operation graph looks: its tools, its window, its key, its table of numbers.

import { css } from '../style.js';

export const look = css`
  .card {
    display: flex;
    flex-direction: column;
  }
  .card:has(.waiting:not([hidden])) {
    min-height: 500px; /* about what the demo's graph needs */
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 16px;
    padding: 8px 12px;
    border-bottom: 1px solid var(--chalk-rule);
    font-size: 13px;
    color: var(--chalk-muted);
  }
  .bar .link {
    min-width: 28px;
    min-height: 28px;
  }
  .zooms {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  .zooms span {
    min-width: 3.4em;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }
  .window {
    contain: content;
    overflow: auto;
    max-height: min(560px, 70vh);
    touch-action: pan-x pan-y;
    cursor: grab;
    overscroll-behavior-x: contain;
    scrollbar-width: thin;
  }
  .window:active {
    cursor: grabbing;
  }
  .window:focus-visible {
    outline-offset: -3px;
  }
  .window svg {
    display: block;
    margin-inline: auto;
    user-select: none;
  }
  /* Below the picture */
  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 18px;
    margin: 0;
    padding: 8px 16px;
    border-top: 1px solid var(--chalk-rule);
    list-style: none;
    font-size: 13px;
    color: var(--chalk-muted);
  }
  .key [aria-hidden] {
    margin-right: 6px;
    color: var(--chalk-ink);
  }
  .key .grad {
    color: var(--chalk-grad);
    text-decoration: underline dashed 1px;
    text-underline-offset: 4px;
  }
  .numbers {
    border-top: 1px solid var(--chalk-rule);
  }
  .numbers .top {
    position: relative;
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 4px 20px;
    padding: 12px 80px 4px 16px;
  }
  .numbers .top > .link {
    position: absolute;
    inset: 12px 12px auto auto;
  }
  .numbers h3 {
    display: inline;
    margin: 0 10px 0 0;
    font: 600 18px/1.3 var(--chalk-serif);
  }
  .numbers .size {
    font: 13px var(--chalk-mono);
    color: var(--chalk-muted);
  }
  .goes {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    margin-right: auto;
  }
  .cells {
    max-height: 320px;
    overflow: auto;
    padding: 0 8px 8px;
  }
  .cells table {
    width: auto;
    font-size: 13px;
  }
  .cells :is(td, th) {
    padding: 1px 4px;
    text-align: right;
  }
  .cells thead :is(td, th) {
    padding-block: 4px;
  }
  .cells th {
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }
  .cell {
    display: block;
    width: 100%;
    min-height: 24px;
    padding: 2px 8px;
    border-color: transparent;
    border-radius: 4px;
    font: 13px var(--chalk-mono);
    font-variant-numeric: tabular-nums;
    text-align: right;
  }
  .cell.grad {
    color: var(--chalk-grad);
  }
  .cell[aria-pressed='true'] {
    border: 2px solid var(--chalk-ink);
    padding: 1px 7px;
    font-weight: 600;
  }
  .pager {
    display: flex;
    gap: 12px;
    align-items: center;
    padding: 4px 16px 10px;
    font-size: 13px;
    color: var(--chalk-muted);
    font-variant-numeric: tabular-nums;
  }
  .message {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 16px;
    align-items: center;
    margin: 0;
    padding: 16px 24px;
    color: var(--chalk-muted);
  }
  @media (max-width: 900px) {
    .window {
      max-height: 75vh;
    }
  }
  @media print {
    .window {
      max-height: none;
      overflow: visible;
    }
    .window svg {
      width: 100%;
      height: auto;
    }
    .bar {
      display: none;
    }
  }
`;
