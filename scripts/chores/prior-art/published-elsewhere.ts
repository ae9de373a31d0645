/**
 * Ratios of other systems on all 743 files of the challenge, by the alias that the preset prior-art gives them here:
 * bytes of PCM over bytes of what they wrote, run and counted apart from this project. Of brainwire's mode n there is one
 * file alone, of WAV, by its version of September 2024, whose table is larger (the stage is of the last version). Of MP3
 * and Opus NeuralinkCompression has sizes as `du -h` prints them, of all recordings as one. The patent counts codes of 10
 * bits; its wavelet as robertsaabwoo built it takes 2.087 bits a sample.
 */
export const publishedElsewhere: Readonly<Record<string, number | string>> = {
  flac_8: 1.4906,
  flac_codes: 3.3487,
  wavpack_codes: 3.27,
  bz2_codes: 3.2071,
  brainwire_h: 1.521,
  brainwire_u: 2.373,
  brainwire_w: 2.373,
  brainwire_n: '2.14, of one file',
  mp3: '9.3 to 10',
  opus_64: '4.7 to 4.8',
  opus_32: '10 to 10.8',
  patent_rice: '3, of 10 bits',
  patent_wavelet: '6, of 10 bits; as built 4.8',
  patent_bins_20: '8, of 10 bits',
  patent_power_20: '30, of 10 bits',
  wavpack_hybrid_225: '7.1, of probes',
};
