/**
 * What was learned of recordings and a decoder must hold besides the stream: the profile of a converter, the model of
 * middle-out's net, the topology of an array's leads. All are JSON files, of `ncb train` and `ncb topology`; a chain
 * calls each by the name that stands in its file.
 */
import { type LeadModel, parseModel } from './coders/middle-out/model.js';
import { shippedModels } from './coders/middle-out/shipped.js';
import { type NamedTopology, parseTopologyFile } from './coders/middle-out/topology-file.js';
import { type ConverterProfile, parseProfile } from './converter/profile.js';
import { shippedProfiles } from './converter/shipped.js';

export type TrainedModel = ConverterProfile | LeadModel | NamedTopology;

/** The parameter of coders by which a chain names one: `profile=NAME`, `model=NAME`, `topology=NAME`. */
export type TrainedParameter = 'profile' | 'model' | 'topology';

export const shippedTrained: readonly TrainedModel[] = [...shippedProfiles, ...shippedModels];

export function isProfile(trained: TrainedModel): trained is ConverterProfile {
  return 'thresholds' in trained;
}

export function isLeadModel(trained: TrainedModel): trained is LeadModel {
  return 'layers' in trained;
}

export function isTopology(trained: TrainedModel): trained is NamedTopology {
  return 'topology' in trained;
}

export function parameterOf(trained: TrainedModel): TrainedParameter {
  if (isProfile(trained)) return 'profile';
  return isLeadModel(trained) ? 'model' : 'topology';
}

/** Which of them a file is, by its content; undefined if none, or no JSON. */
export function kindOfText(text: string): TrainedParameter | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    if ('thresholds' in parsed) return 'profile';
    if ('layers' in parsed) return 'model';
    return 'topology' in parsed ? 'topology' : undefined;
  } catch {
    return undefined;
  }
}

const PARSERS = { profile: parseProfile, model: parseModel, topology: parseTopologyFile } as const;

/**
 * Reads the file of any of them.
 * @param where names the file in errors
 * @throws Error in one line if it is none, or wrong
 */
export function parseTrained(text: string, where: string): TrainedModel {
  const kind = kindOfText(text);
  if (kind !== undefined) return PARSERS[kind](text, where);
  const wanted =
    'a file of ncb train, the profile of a converter or a model of middle-out, or a topology of ncb topology';
  throw new Error(
    `${where}: ${isJson(text) ? 'has no thresholds, no layers and no topology' : 'not JSON'}; want ${wanted}`,
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
