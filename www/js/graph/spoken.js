// A node of the graph as a sentence to be heard: "multiply, 2 times 3 is 6, gradient minus 8".

import { parameterName, shown } from '../math.js';
import { plain } from '../number.js';
import { t, texts } from '../text.js';
import { blockTitle, learns, titleOf } from './scene.js';

/** A number as one says it: a sign and a power of ten in words. */
export function say(value, digits) {
  const text = Number.isFinite(value) ? plain(value, digits) : shown(value, digits);
  const [mantissa, power] = text.split('×10');
  const sign = (written) => (/^[−⁻]/.test(written) ? t('graph.minus', { n: written.slice(1) }) : written);
  if (power === undefined) return sign(mantissa);
  const usual = [...power.slice(power.startsWith('⁻') ? 1 : 0)].map((char) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(char)).join('');
  return t('graph.power', { m: sign(mantissa), e: power.startsWith('⁻') ? t('graph.minus', { n: usual }) : usual });
}

const size = (shape) => shape.join(t('graph.by'));
const one = (shape) => shape.every((length) => length === 1);

/** The smallest and the largest number, or the only one. */
function numbers({ low, high, odd }, shape, digits) {
  if (one(shape)) return odd === null ? say(low, digits) : t(`value.${odd}`);
  const range = low === null ? '' : t('graph.range', { low: say(low, digits), high: say(high, digits) });
  return [range, odd !== null && t('graph.odd', { word: t(`value.${odd}`) })].filter(Boolean).join(t('graph.comma'));
}

/** The gradient, or that there is none. */
function gradient(vertex, { grad }, digits) {
  if (!learns(vertex)) return null;
  if (grad === null) return t('graph.grad.none');
  return t(`graph.grad.${grad.arrived}`, { value: numbers(grad, vertex.shape, digits) });
}

/** "2 times 3 is 6", where an operation makes one number from one or two. */
function sum(vertex, inputs, now, digits) {
  const own = `graph.do.${vertex.name}`;
  const key = texts.has(own) ? own : inputs.length === 1 ? 'graph.do.one' : null;
  if (key === null || ![vertex, ...inputs.map((input) => input.vertex)].every(({ shape }) => one(shape))) return null;
  if (inputs.some((input) => input.now.value === null)) return null;
  const [a, b] = inputs.map((input) => numbers(input.now.value, [], digits));
  return t(key, { a, b, y: numbers(now.value, [], digits) });
}

/**
 * The whole sentence for a vertex. `inputs` are those it reads, each with its vertex and its state.
 */
export function sentence(vertex, now, inputs, digits) {
  const name = vertex.kind === 'operation' ? titleOf(vertex) : t(`graph.kind.${vertex.kind}`, { name: vertex.name });
  const calculation = now.value && sum(vertex, inputs, now, digits);
  const parts = [name];
  if (!one(vertex.shape)) parts.push(size(vertex.shape));
  parts.push(calculation ?? (now.value === null ? t('graph.none') : numbers(now.value, vertex.shape, digits)));
  parts.push(now.value !== null && gradient(vertex, now, digits), now.update === 'done' && t('graph.updated'));
  return parts.filter(Boolean).join(t('graph.comma'));
}

/** The same for a folded layer: its parameters, and its output. */
export function blockSentence(name, parameters, vertex, now, digits) {
  const sizes = parameters.map(({ name: own, shape }) => t('graph.parameter', { name: parameterName(own), size: size(shape) }));
  const output = now.value === null ? t('graph.none') : numbers(now.value, vertex.shape, digits);
  const dims = one(vertex.shape) ? '' : `${size(vertex.shape)}${t('graph.comma')}`;
  return [blockTitle(name), t('graph.folded'), ...sizes, t('graph.output', { value: `${dims}${output}` }), gradient(vertex, now, digits)]
    .filter(Boolean)
    .join(t('graph.comma'));
}
