/** What a chain may lose: follows from what its stages say. */
import { type Chain, type Configured, stagesOf } from './chain-id.js';
import type { LossKind, Samples, Transform, Transformed } from './codec.js';

export const LOSS_KINDS = [
  'none',
  'bounded',
  'free',
  'events',
  'counts',
  'power',
] as const satisfies LossKind[];

/** Whether what comes back are samples, and not times of spikes, counts or power that are drawn as such. */
export function leavesSamples(kind: LossKind): boolean {
  return kind === 'none' || kind === 'bounded' || kind === 'free';
}

/** What a configured stage loses; one whose bound is 0 loses nothing. */
export function lossOfStage({ stage: { loss }, values }: Configured): LossKind {
  if (loss === undefined) return 'none';
  return loss.kind === 'bounded' && loss.greatestError(values) === 0 ? 'none' : loss.kind;
}

/**
 * What a chain loses. It is `bounded` if each stage that loses is, and no transform before it spreads an error without
 * bound; what ends as events, counts or power is none of these any more.
 */
export function lossOf(chain: Chain): LossKind {
  const kinds = stagesOf(chain).map(lossOfStage);
  const summary = kinds.find(kind => !leavesSamples(kind));
  if (summary !== undefined) return summary;
  const last = kinds.findLastIndex(kind => kind !== 'none');
  if (last < 0) return 'none';
  const keepsBounds = chain.transforms.slice(0, last).every(({ stage }) => stage.errorPassedOn !== undefined);
  return keepsBounds && kinds.every(kind => kind === 'none' || kind === 'bounded') ? 'bounded' : 'free';
}

/** Whether what a chain decodes, encoded again, decodes to the same: it is not known of what is first transformed. */
export function isIdempotent(chain: Chain): boolean {
  const [first, ...others] = stagesOf(chain);
  return first.stage.loss?.idempotent === true && others.every(stage => lossOfStage(stage) === 'none');
}

/**
 * The greatest error of samples that a chain of bounded loss promises: what its stages may add, each as the transforms
 * before it pass it on.
 * @param samples what is encoded as one stream: grids, and with them how much an error there comes to, are found anew
 * @throws Error if the chain's loss has no bound
 */
export async function greatestErrorOn(chain: Chain, samples: Samples): Promise<number> {
  const errors = stagesOf(chain).map(boundOf);
  const last = errors.findLastIndex(error => error > 0);
  const before = await Promise.all(
    chain.transforms.slice(0, last).map(async ({ stage, values }) => ({
      stage,
      codec: await stage.open(values),
    })),
  );
  const passedOn: ((error: number) => number)[] = [];
  let given = samples;
  for (const { stage, codec } of before) {
    const encoded = await codec.encode(given);
    passedOn.push(error => passOn(stage, error, encoded));
    given = { ...samples, ...encoded.samples };
  }
  return errors.reduceRight((behind, error, k) => error + (behind === 0 ? 0 : passedOn[k](behind)), 0);
}

function passOn(stage: Transform, error: number, encoded: Transformed): number {
  if (stage.errorPassedOn === undefined) throw new Error(`${stage.name} passes errors on without bound`);
  return stage.errorPassedOn(error, encoded);
}

function boundOf({ stage: { name, loss }, values }: Configured): number {
  if (loss === undefined) return 0;
  if (loss.kind !== 'bounded') throw new Error(`${name} loses without bound`);
  return loss.greatestError(values);
}
