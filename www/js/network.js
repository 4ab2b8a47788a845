// What one can choose on the page of networks, and the experiment that it makes.

/** Every setting in the order of the form: its bounds or choices, and the usual value. */
export const NETWORK = {
  data: { choices: ['moons', 'circles', 'xor', 'spiral'], usual: 'moons' },
  noise: { least: 0, most: 1, whole: false, usual: 0.1 },
  samples: { least: 10, most: 1000, whole: true, usual: 100 },
  layers: { least: 1, most: 3, whole: true, usual: 2 },
  units: { least: 1, most: 16, whole: true, usual: 8 },
  activation: { choices: ['Tanh', 'ReLU', 'Sigmoid'], usual: 'Tanh' },
  loss: { choices: ['BCEWithLogitsLoss', 'MSELoss'], usual: 'BCEWithLogitsLoss' },
  optimizer: { choices: ['Adam', 'SGD'], usual: 'Adam' },
  lr: { least: 0, most: 1_000_000, whole: false, usual: 0.03 },
  batch: { least: 1, most: 1000, whole: true, usual: 10 },
  epochs: { least: 1, most: 1_000_000, whole: true, usual: 100 },
  seed: { least: 0, most: 4_294_967_295, whole: true, usual: 0 },
};

export const USUAL = Object.freeze(Object.fromEntries(Object.entries(NETWORK).map(([key, { usual }]) => [key, usual])));

/** Settings that a session can change by itself. */
export const OF_SESSION = ['lr', 'epochs', 'seed'];

/** The experiment file, as text. */
export function networkExperiment({ data, noise, samples, layers, units, activation, loss, optimizer, lr, batch, epochs, seed }) {
  const hidden = Array.from({ length: layers }, () => [{ Linear: { out_features: units } }, activation]).flat();
  return JSON.stringify({
    version: 1,
    seed,
    data: { name: data, samples, noise },
    model: [...hidden, { Linear: { out_features: 1 } }],
    loss,
    optimizer: { [optimizer]: { lr } },
    batch_size: Math.min(batch, samples),
    shuffle: true,
    epochs,
  });
}
