/** A thread that works on the recordings it is sent, one after the other. What fails ends it with its error. */
import { parentPort } from 'node:worker_threads';
import type { Asked } from './threads.js';
import { NET_WORK } from './work.js';

parentPort?.on('message', async (asked: Asked) => {
  const result = await workOn(asked);
  const buffers = result instanceof Int16Array && result.buffer instanceof ArrayBuffer ? [result.buffer] : [];
  parentPort?.postMessage(result, buffers);
});

function workOn({ name, task }: Asked) {
  if (name === 'gather' && 'most' in task) return NET_WORK.gather(task);
  if (name === 'judge' && 'models' in task) return NET_WORK.judge(task);
  throw new Error(`no work ${name}`);
}
