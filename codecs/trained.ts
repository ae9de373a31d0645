/**
 * What was trained and a decoder must hold besides the stream: the profile of a converter, the model of middle-out's
 * net. Both are JSON files that `ncb train` writes; a chain calls each by the name that stands in its file.
 */
import { type LeadModel, parseModel } from './coders/middle-out/model.js';
import { shippedModels } from './coders/middle-out/shipped.js';
import { type ConverterProfile, parseProfile } from './converter/profile.js';
import { shippedProfiles } from './converter/shipped.js';

export type TrainedModel = ConverterProfile | LeadModel;

/** The parameter of coders by which a chain names one: `profile=NAME`, `model=NAME`. */
export type TrainedParameter = 'profile' | 'model';

export const shippedTrained: readonly TrainedModel[] = [...shippedProfiles, ...shippedModels];

export function isProfile(trained: TrainedModel): trained is ConverterProfile {
  return 'thresholds' in trained;
}

export function isLeadModel(trained: TrainedModel): trained is LeadModel {
  return !isProfile(trained);
}

export function parameterOf(trained: TrainedModel): TrainedParameter {
  return isProfile(trained) ? 'profile' : 'model';
}

/** Which of the two a file is, by its content; undefined if neither, or no JSON. */
export function kindOfText(text: string): TrainedParameter | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    if ('thresholds' in parsed) return 'profile';
    return 'layers' in parsed ? 'model' : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads the file of either.
 * @param where names the file in errors
 * @throws Error in one line if it is neither, or wrong
 */
export function parseTrained(text: string, where: string): TrainedModel {
  const kind = kindOfText(text);
  if (kind !== undefined) return kind === 'profile' ? parseProfile(text, where) : parseModel(text, where);
  const wanted = 'a file of ncb train: the profile of a converter, or a model of middle-out';
  throw new Error(
    `${where}: ${isJson(text) ? 'has no thresholds and no layers' : 'not JSON'}; want ${wanted}`,
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
