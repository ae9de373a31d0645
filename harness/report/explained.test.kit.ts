/** What `ncb explain --json` might print. */

const entropies = { order0_bits: 6000, normal_bits: 6100, predicted_bits: 4700 };

/** Of one chain, over two recordings. */
export function explanation(chain: string) {
  return {
    chain,
    headline: `${chain}: 4.6 bits a sample`,
    reference: 'order0',
    all: {
      samples: 1000,
      encoded_bytes: 575,
      given: entropies,
      transforms: [{ stage: 'levels', side_bytes: 5, leaves: entropies }],
      coder: { stage: 'rice', bytes: 570, parts: [{ name: 'words', bits: 4560 }] },
      compressors: [{ stage: 'zstd', bytes: 560 }],
    },
    recordings: [{}, {}],
  };
}
