/** The file of a model, as `ncb train --model middle-out` writes it: what parseModel reads, and how it came about. */
import { basename } from 'node:path';
import { LAYER_NAMES } from '../../../codecs/coders/middle-out/model.js';
import { filled, listed } from '../profile-file.js';
import type { TrainedNet } from './train-net.js';

/** JSON that says the same as long as recordings are the same. @param held what was left out, in words */
export function formatModel({ model, ...trained }: TrainedNet, held: string): string {
  const layers = LAYER_NAMES.map(name => {
    const { weights, biases } = model.layers[name];
    const parts = [`"weights": ${filled([...weights].map(String))}`];
    if (biases.length > 0) parts.push(`"biases": ${filled([...biases].map(String))}`);
    return `    "${name}": { ${parts.join(', ')} }`;
  });
  const { without, with: withModel, beside } = trained;
  const worths: [string, number][] = [
    ['without', without],
    ...(beside === undefined ? [] : ([['with_shipped', beside]] as [string, number][])),
    ['with', withModel],
  ];
  const fields: Readonly<Record<string, string>> = {
    name: JSON.stringify(model.name),
    shifts: `[${[...model.shifts].join(', ')}]`,
    layers: `{\n${layers.join(',\n')}\n  }`,
    held_out: JSON.stringify(held),
    held_out_bits_per_sample: `{ ${worths.map(([key, bits]) => `"${key}": ${bits.toFixed(4)}`).join(', ')} }`,
    trained_on: listed([...new Set(trained.trainedOn)].map(name => JSON.stringify(basename(name)))),
  };
  const lines = Object.entries(fields).map(([key, value]) => `  "${key}": ${value}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}
