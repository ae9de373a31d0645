/** The model bytes of a stage, a function, as data that can be sent from one process to another, and back. */
import {
  completeValues,
  type ModelBytes,
  type Parameters,
  type ParameterValues,
} from '../../codecs/codec.js';
import type { ModelBytesByChoice } from '../processes/tasks.js';

/** Asks for every choice of every parameter, the others at their defaults. */
export function modelBytesByChoice(modelBytes: ModelBytes, parameters: Parameters): ModelBytesByChoice {
  if (typeof modelBytes === 'number') return { atDefaults: modelBytes, added: {} };
  const defaults = completeValues('model bytes', parameters, {});
  const atDefaults = modelBytes(defaults);
  const added = Object.entries(parameters).flatMap(([key, parameter]) => {
    if (parameter.type !== 'choice') return [];
    const bytes = parameter.choices.map(choice => [
      choice,
      modelBytes({ ...defaults, [key]: choice }) - atDefaults,
    ]);
    return [[key, Object.fromEntries(bytes)]];
  });
  return { atDefaults, added: Object.fromEntries(added) };
}

/** The function again. */
export function modelBytesFrom({ atDefaults, added }: ModelBytesByChoice) {
  return (values: ParameterValues): number =>
    Object.entries(added).reduce((sum, [key, byChoice]) => sum + (byChoice[values[key]] ?? 0), atDefaults);
}
