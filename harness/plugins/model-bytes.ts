/** The model bytes of a stage as data, to be sent from one process to another. */
import {
  completeValues,
  type ModelBytes,
  type Parameters,
  type ParameterValues,
} from '../../codecs/codec.js';

/** JSON. */
export interface ModelBytesTold {
  readonly atDefaults: number;
  /** By parameter and choice: what it adds to that. */
  readonly added: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Asks for every choice of every parameter, the others at their defaults. */
export function tellModelBytes(modelBytes: ModelBytes, parameters: Parameters): ModelBytesTold {
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

/** The function that was told of. */
export function modelBytesFrom({ atDefaults, added }: ModelBytesTold) {
  return (values: ParameterValues): number =>
    Object.entries(added).reduce((sum, [key, byChoice]) => sum + (byChoice[values[key]] ?? 0), atDefaults);
}
