// How fields to type or choose in look.

import { css } from './style.js';

/** Fields to type or choose in. */
export const field = css`
  input[role='spinbutton'],
  select {
    font: 15px var(--chalk-mono);
    font-variant-numeric: tabular-nums;
    color: var(--chalk-ink);
    background: var(--chalk-card);
    border: 1px solid var(--chalk-edge);
    border-radius: 8px;
    min-height: 40px;
    padding: 0 10px;
    width: 100%;
    min-width: 0;
  }
  select {
    width: auto;
    min-height: 24px;
    padding: 0 4px;
    border-radius: 4px;
    font: 13px var(--chalk-sans);
  }
  input:enabled:hover,
  select:hover {
    border-color: var(--chalk-ink);
  }
  input[aria-invalid='true'] {
    border: 2px solid var(--chalk-ink);
  }
  input:disabled {
    color: var(--chalk-muted);
    border-color: var(--chalk-rule);
  }
`;
