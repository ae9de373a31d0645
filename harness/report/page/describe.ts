/** A chain's figures in lines, for a tip and for who hears a mark. */
import { figure, fixed } from '../format.js';
import type { ReportChain } from '../model.js';
import { standingText } from '../summary.js';

export function describeTotals(chain: ReportChain): string[] {
  return [
    ...chain.aliases,
    ...(chain.standing === null ? [] : [`yours: ${standingText(chain)}`]),
    `ratio ${fixed(chain.ratio, 3)}`,
    `${fixed(chain.bitsPerSample, 3)} bits a sample`,
    ...(chain.modelBytes === 0 ? [] : [`and ${figure(chain.modelBytes)} bytes of tables that ship with it`]),
    ...(chain.encodeXrt === null ? [] : [`encode ${figure(chain.encodeXrt)} × real time`]),
    ...(chain.decodeXrt === null ? [] : [`decode ${figure(chain.decodeXrt)} × real time`]),
    chain.family,
    ...(chain.isolation === 'process' ? ['starts a program for each call'] : []),
    ...(chain.onFront === true ? ['on the Pareto front'] : []),
    ...(chain.dominatedBy === '' ? [] : [`beaten at everything by ${chain.dominatedBy}`]),
  ];
}
