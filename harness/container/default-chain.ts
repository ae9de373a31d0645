/**
 * What samples of a file are coded with unless another chain is named: the smallest on recordings of the Neuralink
 * challenge at 50 MB/s and more, without profile, since a file's converter is unknown. `mixed-gaussian` is smaller yet,
 * at a twentieth of the speed.
 */
export const DEFAULT_CHAIN = 'levels+lpc-gaussian';
