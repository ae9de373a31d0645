/** CSVs, logs and other files of runs, plans and what is known of their shares, manifests, and results of other tools. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { messageOf } from '../../../../codecs/errors.js';
import { readManifest } from '../../../../harness/recordings/manifest.js';
import { parseSpikes, readSpikesText } from '../../../../harness/recordings/spikes-file.js';
import { reportData } from '../../../../harness/report/data.js';
import { explanation } from '../../../../harness/report/explained.test.kit.js';
import { IMPLANT_JSON } from '../../../../harness/report/implant/implant.test.kit.js';
import { readUnits } from '../../../../harness/run/csv.js';
import { type JudgedRun, loadRun, loadTotals, openRun, openSums } from '../../../../harness/run/load.js';
import { openLog } from '../../../../harness/run/log.js';
import { readResults } from '../../../../harness/run/results.js';
import { writeViews } from '../../../../harness/run/views.js';
import { FLOOR, LINES, writeRun } from '../../../../harness/run/written-run.test.kit.js';
import { openPlan } from '../../../../harness/shards/plan-file.js';
import { freezeIn } from '../../../../harness/shards/planned.test.kit.js';
import type { ShareState } from '../../../../harness/shards/state.js';
import { statusOf } from '../../../../harness/shards/status.js';
import { readSubmitted, SUBMIT, writeSubmitted } from '../../../../harness/shards/submitted.js';
import type { Subject } from '../subject.js';
import { flawOf } from '../verdict.js';
import { type FilledFolder, openFolder } from './folder.js';

const FOREIGN = {
  n1:
    'mode,total_original_size_bytes,total_compressed_size_bytes,compression_ratio,' +
    'average_compression_speed_xRT,average_decompression_speed_xRT\nfast,1000,400,2.50,.05,36.20\n',
  lzbench:
    'Compressor name,Compression speed,Decompression speed,Original size,Compressed size,Ratio,Filename\n' +
    'zstd 1.5.7 -1,100.00,400.00,1000000,250000,25.00,a\n',
  turbobench: 'size,csize,ratio,ctime,dtime,name,file\n1000,400,40.0,0.5,0.1,lz4,a\n',
  squash:
    'dataset,plugin,codec,level,compressed_size,compress_cpu,compress_wall,decompress_cpu,decompress_wall\n' +
    'a,zlib,gzip,6,400,0.1,0.1,0.1,0.1\n',
  files: 'file_name,file_size,compressed_size,time_taken_ns\na.wav,300,100,5\n"b, c.wav",100,100,6\n',
};

const MANIFEST = `file,sha256,bytes,sample_rate_hz,channels,samples\na.wav,${'0'.repeat(64)},44,19531,1,0\n`;

function writeLines(folder: string): void {
  const log = openLog(folder);
  for (const line of [...LINES, FLOOR]) log.append(line);
  log.close();
}

/** What commands make of a run: its totals, the data of its page, and what it is against itself. */
function judge(run: JudgedRun): void {
  reportData([run, run], CREATED);
}

const CREATED = new Date(0);

/** Who reads cells row by row and who reads them by columns has to take and refuse the same. */
function readCellsTwice(folder: string): string | undefined {
  const refusals = [loadRun, openRun, openSums].map(load => {
    try {
      load(folder);
      return '';
    } catch (thrown) {
      return flawOf(thrown, false) ?? messageOf(thrown);
    }
  });
  const flaw = refusals.find(said => said.startsWith('unexplained'));
  if (flaw !== undefined) return flaw;
  if (new Set(refusals.map(said => said === '')).size > 1)
    return `unequal: one reader takes it, another refuses: ${refusals.join(' | ').slice(0, 300)}`;
  if (refusals[0] === '') judge(openRun(folder));
  return undefined;
}

/** A run with everything that may stand beside it. */
function writeAll(folder: string): void {
  writeRun(folder);
  writeFileSync(join(folder, 'explain.json'), JSON.stringify(explanation('levels+rice+zstd')));
  writeFileSync(join(folder, 'implant.json'), JSON.stringify(IMPLANT_JSON));
}

/** A plan of which a share has begun, and that was submitted. */
function writeShared(folder: string): void {
  freezeIn(folder);
  const share = join(folder, 'shards', '1-of-2');
  mkdirSync(share, { recursive: true });
  const at = new Date(0).toISOString();
  const state: ShareState = {
    ...{ status: 'running', owner: 'a', host: 'node', pid: 1, machine: 'm', startedAt: at, at },
    ...{ beat: 3, cells: 6, done: 1, leftMs: 1000 },
  };
  writeFileSync(join(share, 'state.json'), JSON.stringify(state));
  mkdirSync(join(folder, SUBMIT));
  writeSubmitted(folder, { engine: 'slurm', shards: 2, jobs: [{ kind: 'exact', id: '10' }] });
}

function status(folder: string): void {
  readSubmitted(folder);
  statusOf(folder, openPlan(folder), 2, 1e12);
}

const SHAPE = { frames: 1000, channels: 2 };
const SPIKES = 'unit,sample,channel\n3,18,1\n3,250,1\n"a, b",7,\n';

export function resultSubjects(): Subject[] {
  const subject = (name: string, given: FilledFolder): Subject => ({
    name: `results ${name}`,
    open: async () => openFolder(given),
  });
  const ofRun = (file: string, read: FilledFolder['read']) => subject(file, { fill: writeAll, file, read });
  const ofText = (name: string, text: string, read: (path: string) => unknown) => {
    const file = basename(name);
    const fill = (folder: string) => writeFileSync(join(folder, file), text);
    return subject(name, { fill, file, read: folder => read(join(folder, file)) });
  };
  const ofShares = (file: string) => subject(file, { fill: writeShared, file, read: status });
  const whole = (folder: string) => judge(openRun(folder));
  return [
    ofRun('cells.csv', readCellsTwice),
    ofRun('totals.csv', folder => loadTotals(join(folder, 'totals.csv'))),
    ofRun('units.csv', folder => readUnits(join(folder, 'units.csv'))),
    ...['quality.csv', 'limits.csv', 'env.json', 'explain.json', 'implant.json'].map(file =>
      ofRun(file, whole),
    ),
    subject('log.jsonl', {
      ...{ fill: writeLines, file: 'log.jsonl' },
      read: folder => void writeViews(folder),
    }),
    ...['plan.json', 'shards/1-of-2/state.json', 'submit/submitted.json'].map(ofShares),
    ofText('manifest.csv', MANIFEST, readManifest),
    ofText('a.spikes.csv', SPIKES, path => parseSpikes('a', readSpikesText(path), SHAPE)),
    ...Object.entries(FOREIGN).map(([name, text]) => ofText(`foreign/${name}.csv`, text, readResults)),
  ];
}
