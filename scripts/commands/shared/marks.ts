/** What stands before a chain in a table, and the lines below it that say what the marks mean. */
import type { LossKind } from '../../../codecs/codec.js';
import type { TotalRow } from '../../../harness/run/columns.js';

const GIVEN = '>';
const STARTS_PROGRAM = '†';

export const LOSSY_MARK = '~';

export const LOSSY_LEGEND = `${LOSSY_MARK} may lose something: no rival of chains that do not`;

export function lossyMark({ loss }: { readonly loss: LossKind | null }): string {
  return loss === 'none' || loss === null ? '' : LOSSY_MARK;
}

export const GIVEN_LEGEND = `${GIVEN} yours: named by --chain, or with a stage of a --plugin`;

export const FRONT_LEGEND: readonly string[] = [
  '* Pareto front of ratio, encode xRT, decode xRT (times real time, one core)',
  'e front of ratio and encode xRT, d front of ratio and decode xRT',
];

export const PROGRAM_LEGEND = `${STARTS_PROGRAM} a program was started for each call`;

/**
 * Whether the user gave a chain, on which fronts it stands, and whether it starts a program.
 * @param tellsGiven whether its run tells the user's chains from others
 */
export function marksOf(row: TotalRow, tellsGiven: boolean): string {
  return [
    givenMark(row, tellsGiven),
    row.on_pareto_front === true ? '*' : '',
    row.on_encode_front === true ? 'e' : '',
    row.on_decode_front === true ? 'd' : '',
    row.isolation === 'process' ? STARTS_PROGRAM : '',
  ].join('');
}

/** The mark of the user's chains alone. */
export function givenMark({ given }: Pick<TotalRow, 'given'>, tellsGiven: boolean): string {
  return given && tellsGiven ? GIVEN : '';
}
