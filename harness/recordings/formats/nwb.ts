/**
 * NWB, and what else is an HDF5 file (hdf/hdf.ts). Looking into one is done in a thread of its own, under a limit of time:
 * what libhdf5 does with a file that lies is not in our hands.
 */
import { Worker } from 'node:worker_threads';
import { UnsupportedError } from '../../../codecs/codec.js';
import type { Located, RecordingFormat } from './format.js';
import { type Complaint, readHdf } from './hdf/hdf.js';
import type { ThreadAnswer } from './hdf/thread.js';

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const LIMIT_S = 60;

export const nwb: RecordingFormat = {
  name: 'nwb',
  extensions: ['.nwb'],
  matches: ({ file }) => {
    const head = file.read(0, SIGNATURE.length);
    return SIGNATURE.every((byte, at) => head[at] === byte);
  },
  locate: ({ path, file }) => {
    const head = file.read(0, SIGNATURE.length);
    if (SIGNATURE.some((byte, at) => head[at] !== byte)) throw new Error('no HDF5 file');
    return locateHdfWithin(path, LIMIT_S);
  },
  read: readHdf,
};

/** @throws Error as `locate` of a format, and if it takes longer */
export async function locateHdfWithin(path: string, limitS: number): Promise<Located> {
  const answer = await answerFor(path, limitS);
  if ('complaint' in answer) throw errorOf(answer.complaint);
  const { streams, refused } = answer.located;
  return { streams, refused: refused.map(one => ({ stream: one.stream, thrown: errorOf(one) })) };
}

function errorOf({ message, isUnsupported }: Complaint): Error {
  return isUnsupported ? new UnsupportedError(message) : new Error(message);
}

async function answerFor(path: string, limitS: number): Promise<ThreadAnswer> {
  const thread = new Worker(new URL('./hdf/thread.js', import.meta.url), { workerData: path });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<ThreadAnswer>((resolve, reject) => {
      const late = () => reject(new Error(`HDF5 has not read its contents within ${limitS} s`));
      timer = setTimeout(late, 1000 * limitS);
      thread.once('message', resolve);
      thread.once('error', reject);
      thread.once('exit', code => reject(new Error(`HDF5 ended with code ${code}`)));
    });
  } finally {
    clearTimeout(timer);
    await thread.terminate();
  }
}
