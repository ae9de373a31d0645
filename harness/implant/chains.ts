/** Chains that are measured unless others are named: from what keeps every sample to what keeps counts alone. */

/** @param profile that fits the recordings, if one does */
export function usualChains(profile: string | undefined): string[] {
  const fitted = profile === undefined ? '' : `,profile=${profile}`;
  return [
    'levels+delta+rice',
    'levels+delta+huffman',
    `levels+gaussian-rans${profile === undefined ? '' : `:profile=${profile}`}`,
    `levels+lms-range:block=16${fitted}`,
    `levels+lms-range:block=16,error=2${fitted}`,
    `levels+lms-range:block=16,error=4${fitted}`,
    'levels+live-spikes:keep=samples',
    'levels+live-spikes:error=2,keep=samples',
    'levels+live-spikes',
    'levels+power:filter=forwards',
    'levels+counts:filter=forwards,ms=50',
  ];
}
