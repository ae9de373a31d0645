/** A thread that looks into one HDF5 file. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Complaint, complaintOf, type LocatedHdf, locateHdf } from './hdf.js';

export type ThreadAnswer = { readonly located: LocatedHdf } | { readonly complaint: Complaint };

async function answer(path: string): Promise<ThreadAnswer> {
  try {
    return { located: await locateHdf(path) };
  } catch (thrown) {
    return { complaint: complaintOf(thrown) };
  }
}

parentPort?.postMessage(await answer(workerData));
