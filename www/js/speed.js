// The speed of training, in operations per second, and the slider's scale: from one to as fast as it goes, in even steps
// to the eye.

/** The usual speed. */
export const SPEED = 260;

/** What an attribute says as a number: `full` is as fast as it goes. Not above 0 where it means nothing. */
export const rateOf = (text) => (text === 'full' ? Infinity : Number(String(text)));

const DECADE = [1, 2, 5];

/**
 * Operations per second for each notch: slow ones in operations, then in whole epochs, then no limit.
 */
export function ladder(perEpoch) {
  const rates = [];
  for (let ten = 1; ten < perEpoch; ten *= 10) {
    for (const digit of DECADE) if (digit * ten < perEpoch) rates.push(digit * ten);
  }
  for (let ten = 1; ten <= 1000; ten *= 10) {
    for (const digit of DECADE) rates.push(digit * ten * perEpoch);
  }
  return [...rates, Infinity];
}

/** The notch nearest to a rate. */
export function notch(rates, rate) {
  if (rate === Infinity) return rates.length - 1;
  const distance = (each) => Math.abs(Math.log(each / rate));
  const finite = rates.slice(0, -1);
  return finite.reduce((best, each, index) => (distance(each) < distance(finite[best]) ? index : best), 0);
}
