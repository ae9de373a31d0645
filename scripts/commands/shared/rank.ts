/** Where one chain stands among others, in words. */

/**
 * `14th of 60, +4.9 % to the smallest`.
 * @param excess bytes beyond the smallest chain's, as a share of these
 */
export function formatRank(rank: number, of: number, excess: number): string {
  return `${ordinal(rank)} of ${of}, ${rank === 1 ? 'the smallest' : `${formatExcess(excess)} to the smallest`}`;
}

/** A share as `+4.9 %`, or with what digits it takes to be more than nothing. */
function formatExcess(share: number): string {
  const percent = 100 * Math.abs(share);
  const digits = percent > 0 && percent < 0.95 ? percent.toPrecision(2) : percent.toFixed(1);
  return `${share < 0 ? '-' : '+'}${digits} %`;
}

function ordinal(rank: number): string {
  const ending = rank % 100 > 10 && rank % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][rank % 10] ?? 'th');
  return `${rank}${ending}`;
}
