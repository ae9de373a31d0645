/** A process whose work goes on for ever, whatever the signal says. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../../../harness/processes/scratch.js';
import { interruptible } from './interruptible.js';

await interruptible(({ signal }) => {
  writeFileSync(join(scratchFolder(), 'file'), '');
  signal.addEventListener('abort', () => console.log('has heard it'));
  setInterval(() => undefined, 1000);
  console.log('at work');
  return new Promise<number>(() => undefined);
});
