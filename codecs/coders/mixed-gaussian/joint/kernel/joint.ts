// Channels that predict each other: what fits their predictors, from lpc-gaussian, and what codes them. See ../coder.ts
export * from '../../../lpc-gaussian/kernel/lpc-gaussian';
export { beginWords, decodeChannel, decodeConvertedChannel, wordsAreDone } from './decode';
export { costOfPairs, model, modelConverted, pushPairs } from './encode';
export { beginMixture } from './mixture';
