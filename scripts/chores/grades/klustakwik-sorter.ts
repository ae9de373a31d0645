/**
 * A sorter for `npm run grades -- --sorter`: `node klustakwik-sorter.js INPUT.wav OUTPUT.spikes.csv SEED`. Spikes of each
 * channel are found at 5 standard deviations of its own noise, and KlustaKwik (Debian's package klustakwik, Harris et al.
 * 2000), which knows of no unit, clusters their three principal components. Its first cluster is noise.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { channelsOf } from '../../../codecs/bytes/shape.js';
import { lookAtOriginal } from '../../../harness/quality/channel.js';
import { dot, principalAxes } from '../../../harness/quality/principal.js';
import { loadSamples } from '../../../harness/recordings/load.js';
import { formatSpikes } from '../../../harness/recordings/spikes-file.js';
import type { TrueUnit } from '../../../harness/recordings/units.js';
import { recordingsIn } from '../shared/recordings.js';

const SNIPPET_S = { before: 0.0005, after: 0.0011 };
const COMPONENTS = 3;
/** Features are whole numbers: so many to a standard deviation. */
const FINENESS = 100;
const FEWEST = 20;
const NOISE = 1;

const [input, output, seed] = process.argv.slice(2);
const [recording] = await recordingsIn([input]);
const units: TrueUnit[] = [];
for (const [channel, samples] of channelsOf(await loadSamples(recording)).entries()) {
  units.push(...sortChannel(channel, Float64Array.from(samples), recording.sampleRateHz));
}
writeFileSync(output, formatSpikes(units));

function sortChannel(channel: number, samples: Float64Array, rateHz: number): TrueUnit[] {
  const { spikes: band } = lookAtOriginal(samples, rateHz);
  if (band === undefined) return [];
  const { signal, sigma } = band;
  const [before, after] = [SNIPPET_S.before, SNIPPET_S.after].map(s => Math.round(s * rateHz));
  const times = band.times.filter(time => time >= before && time + after < signal.length);
  if (times.length < FEWEST) return [];
  const width = before + after + 1;
  const rows = new Float64Array(width * times.length);
  for (const [k, time] of times.entries())
    rows.set(signal.subarray(time - before, time + after + 1), k * width);
  const { mean, axes } = principalAxes(rows, width, COMPONENTS);
  const features = times.map((_, k) => {
    const off = rows.slice(k * width, (k + 1) * width).map((value, i) => value - mean[i]);
    return axes.map(axis => Math.round((FINENESS * dot(axis, off)) / sigma));
  });
  const clusters = cluster(features);
  const names = [...new Set(clusters)].filter(name => name > NOISE);
  return names.map(name => ({
    ...{ name: `${channel}-${name}`, channel },
    spikes: times.filter((_, k) => clusters[k] === name),
  }));
}

function cluster(features: readonly (readonly number[])[]): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'ncb-klustakwik-'));
  try {
    const lines = [String(features[0].length), ...features.map(point => point.join(' '))];
    writeFileSync(join(folder, 'a.fet.1'), `${lines.join('\n')}\n`);
    const settings = [
      '-MinClusters',
      '2',
      '-MaxClusters',
      '8',
      '-MaxPossibleClusters',
      '12',
      '-nStarts',
      '3',
    ];
    const quiet = ['-UseFeatures', '111', '-Log', '0', '-Screen', '0'];
    const { error } = spawnSync('KlustaKwik', ['a', '1', '-RandomSeed', seed, ...settings, ...quiet], {
      cwd: folder,
    });
    if (error !== undefined) throw error;
    const [, ...clusters] = readFileSync(join(folder, 'a.clu.1'), 'utf8').trim().split('\n').map(Number);
    return clusters;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
