/** Files of profiles, models and topologies, those of the first two as short as can be read. */
import { LAYER_NAMES } from '../../codecs/coders/middle-out/model.js';
import { formatTopologyFile } from '../../codecs/coders/middle-out/topology-file.js';
import { isProfile, isTopology, type TrainedModel } from '../../codecs/trained.js';

export function trainedFileOf(trained: TrainedModel): string {
  if (isTopology(trained)) return formatTopologyFile(trained);
  if (isProfile(trained)) {
    const { name, firstCode, thresholds } = trained;
    return JSON.stringify({ name, first_code: firstCode, thresholds: [...thresholds] });
  }
  const { name, layers, shifts } = trained;
  const written = LAYER_NAMES.map(layer => {
    const { weights, biases } = layers[layer];
    return [layer, { weights: [...weights], biases: [...biases] }];
  });
  return JSON.stringify({ name, shifts: [...shifts], layers: Object.fromEntries(written) });
}
