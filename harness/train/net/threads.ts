/** Work on recordings side by side, in threads; what comes of it stands in the order of the tasks. */
import { Worker } from 'node:worker_threads';
import { NET_WORK, type NetWork, type NetWorkName } from './work.js';

const THREAD = new URL('./thread.js', import.meta.url);

/** @throws Error whatever the first task that fails throws */
export async function runOnRecordings<Name extends NetWorkName>(
  name: Name,
  tasks: readonly NetWork[Name]['task'][],
  jobs: number,
  onDone: (done: number) => void,
): Promise<NetWork[Name]['result'][]> {
  const threads = Math.min(jobs, tasks.length);
  const results: NetWork[Name]['result'][] = [];
  let [next, done] = [0, 0];
  const serve = async (work: (task: NetWork[Name]['task']) => Promise<NetWork[Name]['result']>) => {
    while (next < tasks.length) {
      const k = next++;
      results[k] = await work(tasks[k]);
      onDone(++done);
    }
  };
  if (threads <= 1) {
    await serve(NET_WORK[name]);
    return results;
  }
  const workers = Array.from({ length: threads }, () => new Worker(THREAD));
  try {
    await Promise.all(workers.map(worker => serve(task => ask(worker, name, task))));
  } finally {
    await Promise.all(workers.map(worker => worker.terminate()));
  }
  return results;
}

/** What a thread is sent. */
export interface Asked<Name extends NetWorkName = NetWorkName> {
  readonly name: Name;
  readonly task: NetWork[Name]['task'];
}

function ask<Name extends NetWorkName>(
  worker: Worker,
  name: Name,
  task: NetWork[Name]['task'],
): Promise<NetWork[Name]['result']> {
  const asked: Asked<Name> = { name, task };
  return new Promise((resolve, reject) => {
    const onExit = (code: number) => reject(new Error(`a thread exited with code ${code}`));
    worker.once('error', reject);
    worker.once('exit', onExit);
    worker.once('message', result => {
      worker.off('error', reject);
      worker.off('exit', onExit);
      resolve(result);
    });
    worker.postMessage(asked);
  });
}
