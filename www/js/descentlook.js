// How an optimizer on its way down looks.

import { css } from './style.js';

export const descentLook = css`
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 4px 16px;
    padding: 14px 16px 0;
  }
  h3 {
    margin: 0;
    font: 600 20px/1.3 var(--chalk-serif);
  }
  .sentence {
    margin: 2px 16px 8px;
    max-width: 62ch;
  }
  :host(:lang(zh)) .sentence {
    max-width: 36em;
    line-height: 1.75;
  }
  canvas {
    height: 300px;
    cursor: crosshair;
    touch-action: manipulation;
  }
  .stage:focus-visible {
    outline-offset: -3px;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 20px;
    margin: 0;
    padding: 0 16px 4px;
    list-style: none;
    font-size: 13px;
    color: var(--chalk-muted);
  }
  .legend span {
    margin-right: 6px;
    font-weight: 700;
  }
  .r0 {
    color: var(--chalk-fit);
  }
  .r1 {
    color: var(--chalk-data);
  }
  .r2 {
    color: var(--chalk-grad);
  }
  .r3,
  .start {
    color: var(--chalk-axis);
  }
  .now {
    color: var(--chalk-now-bar);
  }
  .lowest {
    color: var(--chalk-ok);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    padding: 4px 16px 10px;
  }
  .bar button {
    min-width: 44px;
    padding-inline: 10px;
  }
  input[type='range'] {
    flex: 1 1 120px;
    min-width: 0;
    height: 40px;
    margin: 0;
    accent-color: var(--chalk-fit);
  }
  .where {
    margin: 0;
    padding: 8px 16px;
    border-block: 1px solid var(--chalk-rule);
    font-variant-numeric: tabular-nums;
  }
  .numbers {
    overflow-x: auto;
  }
  .numbers td,
  .numbers th {
    padding-block: 3px;
    white-space: nowrap;
  }
  .numbers i {
    margin-left: 6px;
    font: 16px var(--chalk-formula);
  }
  .maths {
    display: grid;
    gap: 6px;
    padding: 10px 16px 12px;
    border-top: 1px solid var(--chalk-rule);
    overflow-x: auto;
  }
  .maths math {
    math-style: normal;
  }
  .maths .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 8px;
    margin: 0;
    font: 600 14px var(--chalk-sans);
  }
  .letters {
    margin: 6px 0 0;
    font-size: 13px;
    color: var(--chalk-muted);
  }
  .options {
    padding: 10px 16px;
    border-top: 1px solid var(--chalk-rule);
  }
  .how {
    margin: 0;
    padding: 0 16px 10px;
    font-size: 13px;
    color: var(--chalk-muted);
  }
  @container (max-width: 420px) {
    canvas {
      height: 240px;
    }
    .numbers :is(td, th) {
      padding-inline: 4px;
      font-size: 13px;
    }
    .numbers :is(td, th):first-child {
      padding-left: 16px;
      white-space: normal;
    }
    input[type='range'] {
      flex-basis: 100%;
    }
  }
  @media print {
    .bar,
    .how {
      display: none;
    }
  }
`;
