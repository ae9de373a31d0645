/** A plugin held to the contract, as the library has it. */
import { checkPlugin as check, type Verdict } from '../plugins/check.js';
import { limitsOf } from '../sweep/limits.js';
import { checkOptions, FUNCTION, type OptionKinds, OVER_0, wholeNumber } from './options.js';

export interface CheckOptions {
  /** Seconds that a configuration may take; 60 unless given. */
  readonly timeoutS?: number;
  /** MiB that its process may take; 2048 unless given. */
  readonly memoryMb?: number;
  /** Called as each configuration is done. */
  readonly onVerdict?: (verdict: Verdict) => void;
}

const KINDS: OptionKinds<CheckOptions> = {
  timeoutS: OVER_0,
  memoryMb: wholeNumber(128),
  onVerdict: FUNCTION,
};

/**
 * Holds every stage that a plugin exports to the contract, as `ncb check` does; of a converter profile, every coder that
 * takes one.
 * @param plugin path or package name
 * @throws Error in one line if an option is wrong, or the plugin cannot be loaded
 */
export async function checkPlugin(plugin: string, options: CheckOptions = {}): Promise<Verdict[]> {
  checkOptions('checkPlugin', options, KINDS, []);
  const { timeoutS = 60, memoryMb = 2048, onVerdict } = options;
  const { raisedBy, ...limits } = limitsOf({ timeoutS, memoryMb });
  return check(plugin, limits, onVerdict);
}
