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
    'levels+spikes:filter=forwards',
    'levels+events:filter=forwards',
    'levels+power:filter=forwards,ms=50',
    'levels+counts:filter=forwards,ms=50',
  ];
}
