/** What the phases of long work are called where its progress is shown. */

/** By the name that the work has for it. A new phase is an entry here. */
export const PHASES = {
  reading: 'reading recordings',
  // sweep
  checking: 'checking plugins',
  trying: 'trying each chain once',
  exact: 'measuring sizes',
  timing: 'measuring speeds',
  // recommend
  starting: 'starting',
  screening: 'trying each chain',
  sizes: 'comparing sizes',
  blocks: 'comparing sizes in blocks',
  speeds: 'measuring speeds',
  // lossy
  scouting: 'looking where the grade ends',
  curve: 'measuring the curve',
  chains: 'comparing chains',
  more: 'measuring more windows',
  // implant
  sent: 'coding as sent',
  'operations-counted': 'counting operations',
  'blocks-timed': 'timing blocks',
  // explain
  explaining: 'taking apart',
  // info
  counting: 'counting values',
  // topology
  relating: 'relating leads',
  // compare; train has the last too
  testing: 'testing differences',
  judging: 'judging',
  codes: 'finding codes',
  learning: 'learning thresholds',
  net: 'learning the net',
  // data fetch
  verify: 'verifying checksums',
  download: 'downloading',
  unpack: 'unpacking',
  // data synthesize
  writing: 'writing',
  // eval
  files: 'coding files',
  // encode, decode, verify
  encoding: 'encoding',
  decoding: 'decoding',
  measuring: 'measuring what was lost',
} as const;

export type Phase = keyof typeof PHASES;
