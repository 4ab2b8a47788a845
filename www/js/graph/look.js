// How the operation graph looks: outline, dash and mark say what colour says.

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
  text {
    font: 11px var(--chalk-mono);
    fill: var(--chalk-muted);
    font-variant-numeric: tabular-nums;
  }

  /* Open layers */
  .group > rect {
    fill: none;
    stroke: var(--chalk-edge);
    stroke-width: 1;
    stroke-dasharray: 1 4;
    stroke-linecap: round;
  }
  .group .fold text {
    font: 600 12px var(--chalk-sans);
    fill: var(--chalk-muted);
  }
  .fold {
    cursor: pointer;
  }
  .fold:hover text {
    fill: var(--chalk-ink);
  }

  /* Boxes */
  .box {
    cursor: pointer;
  }
  .frame {
    fill: var(--chalk-card);
    stroke: var(--chalk-edge);
    stroke-width: 1.5;
  }
  .box.block .frame {
    stroke-width: 3;
    stroke: var(--chalk-edge);
  }
  .box[data-status='todo'] .frame {
    stroke-dasharray: 4 4;
  }
  .box:hover .frame {
    stroke: var(--chalk-ink);
  }
  .box:is([data-status='forward'], [data-status='backward'], [data-status='update']) .frame {
    fill: var(--chalk-now);
    stroke: var(--chalk-now-bar);
    stroke-width: 3.5;
  }
  .ring {
    display: none;
    fill: none;
    stroke: var(--chalk-ink);
    stroke-width: 2;
  }
  .box[data-chosen] .ring {
    display: inline;
  }
  .target {
    fill: transparent;
  }
  .target:focus,
  .fold:focus {
    outline: none;
  }
  .box:has(:focus-visible) .ring,
  .fold:focus-visible .target {
    display: inline;
    stroke: var(--chalk-focus);
    stroke-width: 3;
  }
  .title {
    font: 600 13px var(--chalk-sans);
    fill: var(--chalk-ink);
  }
  .mark {
    fill: var(--chalk-muted);
    font-family: var(--chalk-sans);
  }
  .data .title {
    fill: var(--chalk-data);
    text-decoration: underline dotted 1px;
    text-underline-offset: 3px;
  }
  .parameter .title,
  .extra {
    fill: var(--chalk-fit);
  }
  .data .frame {
    stroke: var(--chalk-data);
  }
  .parameter .frame {
    stroke: var(--chalk-fit);
  }
  .size,
  .range,
  .number {
    text-anchor: end;
  }
  .number {
    font-size: 13.5px;
    fill: var(--chalk-ink);
  }
  .range {
    fill: var(--chalk-ink);
  }
  .data .value :is(.number, .range) {
    fill: var(--chalk-data);
  }
  .parameter .value :is(.number, .range) {
    fill: var(--chalk-fit);
  }
  .label {
    font: italic 13px var(--chalk-formula);
  }
  .grad[data-there] :is(.label, .number, .range) {
    fill: var(--chalk-grad);
  }
  .grad .edge {
    fill: none;
    stroke: var(--chalk-grad);
    stroke-dasharray: 3 2;
  }
  .value .edge {
    display: none;
  }
  .grad:not([data-there]) .edge,
  .grad[data-there='before'] .edge {
    stroke: var(--chalk-rule);
  }
  .grad[data-there='before'] :is(.label, .number, .range) {
    fill: var(--chalk-muted);
  }
  .grad[data-there='before'] .heat path {
    opacity: 0.4;
  }
  :is(.value, .grad):not([data-there]) :is(.number, .range) {
    fill: var(--chalk-muted);
  }
  [data-status='forward'] :is(.mark, .size),
  [data-status='backward'] :is(.mark, .size),
  [data-status='update'] :is(.mark, .size) {
    fill: var(--chalk-ink);
  }

  /* Pictures of tensors */
  .ground {
    fill: var(--chalk-grid);
  }
  .heat {
    --plus: var(--chalk-fit);
    --minus: var(--chalk-ink);
  }
  .data .heat {
    --plus: var(--chalk-data);
  }
  .grad .heat {
    --plus: var(--chalk-grad);
  }
  .p1, .p2, .p3, .p4, .p5 {
    fill: var(--plus);
  }
  .m1, .m2, .m3, .m4, .m5 {
    fill: var(--minus);
  }
  .p1, .m1 {
    fill-opacity: 0.2;
  }
  .p2, .m2 {
    fill-opacity: 0.4;
  }
  .p3, .m3 {
    fill-opacity: 0.6;
  }
  .p4, .m4 {
    fill-opacity: 0.8;
  }
  .odd {
    stroke: var(--chalk-ink);
    fill: none;
  }

  /* Lines */
  .line {
    fill: none;
    stroke: var(--chalk-edge);
    stroke-width: 1.5;
  }
  .head {
    fill: var(--chalk-edge);
  }
  [data-way='todo'] .line {
    stroke-dasharray: 2 4;
  }
  .back[data-way='todo'],
  .back[data-way='none'] {
    display: none;
  }
  .back .line {
    stroke: var(--chalk-grad);
    stroke-dasharray: 5 3;
  }
  .back .head {
    fill: var(--chalk-grad);
  }
  [data-way='now'] .line {
    stroke-width: 4;
  }
  .forth[data-way='now'] .line {
    stroke: var(--chalk-now-bar);
  }
  .forth[data-way='now'] .head {
    fill: var(--chalk-now-bar);
    stroke: var(--chalk-now-bar);
    stroke-width: 2;
  }
  .back[data-way='now'] .line {
    stroke-width: 3;
  }
  @media (prefers-reduced-motion: no-preference) {
    .back[data-way='now'] .line {
      animation: flow 0.5s linear 3;
    }
  }
  @keyframes flow {
    from {
      stroke-dashoffset: 16;
    }
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
  @media (forced-colors: active) {
    .frame,
    .line {
      stroke: CanvasText;
    }
    .p1, .p2, .p3, .p4, .p5, .m1, .m2, .m3, .m4, .m5 {
      fill: CanvasText;
    }
    .box:is([data-status='forward'], [data-status='backward'], [data-status='update']) .frame {
      stroke: Highlight;
      stroke-width: 5;
    }
  }
`;
