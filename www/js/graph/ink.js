// How the picture in the operation graph is drawn: outline, dash and mark say what colour says.

import { css } from '../style.js';

export const ink = css`
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
