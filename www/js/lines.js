// How formulas, equations and the letters in them look, wherever they stand.

import { css } from './style.js';

export const lines = css`
  .sign {
    white-space: pre;
  }
  .formula {
    font: 18px/1.6 var(--chalk-formula);
  }
  .equation {
    font: 14.5px/1.75 var(--chalk-mono);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .data,
  .model,
  .grad {
    text-decoration-line: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 4px;
  }
  .data {
    color: var(--chalk-data);
    text-decoration-style: dotted;
  }
  .model {
    color: var(--chalk-fit);
  }
  .grad {
    color: var(--chalk-grad);
    text-decoration-style: dashed;
  }
  .symbols {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 20px;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 13px;
    color: var(--chalk-muted);
  }
  .symbols span {
    font: 16px var(--chalk-formula);
  }
`;
