// How the larger elements of the workbench look.

import { css } from './style.js';

export const moreLook = css`
  .card {
    display: flex;
    flex-direction: column;
    gap: 12px;
    padding: 16px 24px;
    container-type: inline-size;
  }
  .choose {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
    font-size: 13px;
    color: var(--chalk-muted);
  }
  .choose label {
    display: flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
  }
  .choose select {
    margin-left: 0;
    min-height: 32px;
    max-width: 100%;
    border-radius: 6px;
  }
  h3 {
    margin: 0;
    font: 600 20px/1.3 var(--chalk-serif);
  }
  h3 small {
    font: 13px var(--chalk-sans);
    color: var(--chalk-muted);
  }
  h4 {
    margin: 8px 0 0;
    font: 600 15px/1.4 var(--chalk-sans);
  }
  p {
    margin: 0;
    max-width: 62ch;
  }
  .note {
    font-size: 13px;
    color: var(--chalk-muted);
  }
  .card > .link {
    align-self: start;
    margin-top: -8px;
    padding: 0;
  }
  .scroll {
    overflow-x: auto;
  }
  .step {
    display: grid;
    grid-template-columns: 10em minmax(0, 1fr);
    gap: 0 16px;
    padding-block: 4px;
    border-top: 1px solid var(--chalk-rule);
  }
  .step > span {
    font-size: 13px;
    color: var(--chalk-muted);
  }
  .step > .equation {
    grid-column: 2;
  }
  table {
    width: auto;
    min-width: min(100%, 420px);
  }
  caption {
    padding: 0 0 4px;
    text-align: left;
    font-size: 13px;
    color: var(--chalk-muted);
  }
  tfoot :is(th, td) {
    border-top: 2px solid var(--chalk-rule);
    font-weight: 600;
    color: var(--chalk-ink);
  }
  :is(th, td):first-child {
    padding-left: 0;
  }
  tbody th {
    color: var(--chalk-ink);
    font-weight: 400;
  }
  thead math {
    font-size: 15px;
  }
  @container (max-width: 460px) {
    .step {
      grid-template-columns: minmax(0, 1fr);
    }
    .step > * {
      grid-column: 1 !important;
    }
    th,
    td {
      padding-inline: 4px;
    }
  }
`;

export const quizLook = css`
  .card {
    display: flex;
    flex-direction: column;
    gap: 12px;
    padding: 16px 24px;
  }
  h3 {
    margin: 0;
    font: 600 20px/1.3 var(--chalk-serif);
  }
  p {
    margin: 0;
    max-width: 62ch;
  }
  .note {
    font-size: 13px;
    color: var(--chalk-muted);
  }
  .choice {
    display: flex;
    align-items: center;
    gap: 6px;
    font-size: 13px;
    color: var(--chalk-muted);
  }
  .choice select {
    min-height: 32px;
    border-radius: 6px;
  }
  form {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    margin: 0;
  }
  form label {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  form .asked {
    font: 18px var(--chalk-formula);
  }
  form input {
    width: 11em;
    min-height: 40px;
    padding: 0 10px;
    border: 1px solid var(--chalk-edge);
    border-radius: 8px;
    background: var(--chalk-card);
    color: var(--chalk-ink);
    font: 15px var(--chalk-mono);
  }
  .verdict {
    min-height: 1.55em;
  }
  .verdict.right::before {
    content: '✓ ' / '';
    color: var(--chalk-ok);
    font-weight: 700;
  }
  .verdict.off::before {
    content: '✗ ' / '';
    font-weight: 700;
  }
  .hint {
    padding: 8px 12px;
    border-left: 3px solid var(--chalk-edge);
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 12px;
  }
`;
