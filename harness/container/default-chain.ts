/**
 * What samples of a file are coded with unless another chain is named: the smallest on recordings of the Neuralink
 * challenge at 50 MB/s and more, without profile, since a file's converter is unknown. `mixed-gaussian` is smaller yet,
 * at a twentieth of the speed.
 */
export const DEFAULT_CHAIN = 'levels+lpc-gaussian';

const MANY_CHANNELS = 64;

/**
 * The same for archives: a probe of many channels is recorded faster than that chain encodes it, so it has the smallest
 * of those that keep up on two cores.
 */
export function defaultChainFor(channels: number): string {
  return channels < MANY_CHANNELS ? DEFAULT_CHAIN : 'levels+gaussian-rans';
}
