/** What is swept to see what a loss costs and saves. */

const STEPS = [3, 5, 7, 9, 13, 17, 21, 25, 33];

/** The lossless coders that a step stands before, the loop, the transform coder, and what others do. */
export const CURVE_CHAINS: readonly string[] = [
  'levels+lms-range',
  ...STEPS.map(step => `levels+lms-range:error=${(step - 1) / 2}`),
  'levels+lpc-gaussian',
  ...STEPS.map(step => `levels+quantize:step=${step}+lpc-gaussian`),
  ...STEPS.map(step => `levels+mdct:step=${step}`),
  ...[3, 9].map(step => `levels+mdct:shape=flat,step=${step}`),
  'levels+band+quantize:step=5+lpc-gaussian',
  'levels+lift+arithmetic:order=1',
  'levels+lift+rans',
  'brainwire-n',
  'exec:wavpack-hybrid:bps=225',
  'levels+spikes',
  'levels+spikes:error=2',
  'events:templates=3',
  'events',
  'counts:ms=25',
  'counts:ms=50',
  'power:ms=50',
  'power:bits=4,ms=50',
];
