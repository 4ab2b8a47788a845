// What the tokens `--chalk-…` are where nobody says otherwise. The project's own pages say the same in css/tokens.css,
// before any script runs; a page of others may set any of them, on an element or anywhere around it.

export const TOKENS = {
  paper: 'light-dark(#fbfaf6, #1b2522)',
  card: 'light-dark(#ffffff, #22302b)',
  ink: 'light-dark(#1c2329, #f1eee4)',
  muted: 'light-dark(#5d6770, #a9b5ae)',
  rule: 'light-dark(#e4e0d6, #34453e)',
  edge: 'light-dark(#8f8b80, #75877e)',
  grid: 'light-dark(#efece4, #2c3b35)',
  axis: 'light-dark(#5d6770, #a9b5ae)',
  data: 'light-dark(#c23f19, #ff9a7a)',
  fit: 'light-dark(#0069b4, #7cc4ff)',
  grad: 'light-dark(#8246b0, #d3a6f5)',
  ok: 'light-dark(#1b7f5c, #7fd6b0)',
  now: 'light-dark(#fff1c2, #3f3c22)',
  'now-bar': 'light-dark(#e0a100, #f2c14e)',
  focus: 'light-dark(#0069b4, #7cc4ff)',
  shadow: '0 -2px 18px light-dark(#00000014, #00000040)',
  serif: 'ui-serif, Georgia, "Iowan Old Style", "Songti SC", "SimSun", "Noto Serif CJK SC", serif',
  formula: '"STIX Two Text", Cambria, "Times New Roman", "Liberation Serif", var(--chalk-serif)',
  mono: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace',
  radius: '10px',
};

/** Gives each `var(--chalk-…)` of a style sheet its default. The typeface for words is that of the page around. */
export function withDefaults(text) {
  const known = (whole, name) => (TOKENS[name] === undefined ? whole : `var(--chalk-${name}, ${withDefaults(TOKENS[name])})`);
  return text.replace(/font: ?([^;{}]*) var\(--chalk-sans\)/g, 'font: $1 sans-serif; font-family: var(--chalk-sans, inherit)').replace(/var\(--chalk-([\w-]+)\)/g, known);
}
