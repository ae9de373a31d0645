/** Which figures are asked of what is no signal any more. */
import type { LossKind } from '../../codecs/codec.js';
import { ofEachFigure, type Quality } from './figures.js';

type Figure = keyof Quality;

/** Of spikes: which there are, how they look, and what their rates are. */
const OF_EVENTS: readonly Figure[] = [
  'spikes',
  'decoded_spikes',
  'spike_recall',
  'spike_precision',
  'strong_spikes',
  'strong_recall',
  'decoded_strong_spikes',
  'strong_precision',
  'peak_error_p95',
  'jitter_us',
  'waveform_r',
  'waveform_r_p05',
  'tcr_r',
];

const KEPT: Readonly<Partial<Record<LossKind, readonly Figure[]>>> = {
  events: OF_EVENTS,
  counts: ['tcr_r'],
  power: ['sbp_r'],
};

/** Figures with null for those that would be of what a stage draws where it kept nothing. */
export function keptFigures(kind: LossKind, quality: Quality): Quality {
  const kept = KEPT[kind];
  if (kept === undefined) return quality;
  return ofEachFigure(name => (kept.includes(name) ? quality[name] : null));
}
