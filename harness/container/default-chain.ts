/**
 * What samples of a file are coded with unless another chain is named: the smallest on recordings of the Neuralink
 * challenge at 50 MB/s and more, without profile, since a file's converter is unknown. `mixed-gaussian` is smaller yet,
 * at a tenth of the speed.
 */
export const DEFAULT_CHAIN = 'levels+lpc-gaussian';

/**
 * The same for archives: several channels predict each other. A synthetic probe of 384 channels is 16 % smaller so than
 * by `gaussian-rans`, which is four times as fast.
 */
export function defaultChainFor(channels: number): string {
  return channels < 2 ? DEFAULT_CHAIN : `${DEFAULT_CHAIN}:references=4`;
}
