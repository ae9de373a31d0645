/** What `ncb new` does: writes a plugin that works as it stands, with its test. */
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { StageKind } from '../../../codecs/codec.js';
import { packageRoot } from '../../../harness/common/package-root.js';
import { writeSkeleton } from '../../../harness/plugins/skeleton.js';

export interface NewArguments {
  name: string;
  kind: StageKind;
  folder: string;
}

/** @throws Error in one line if the name is taken, or a file is there already */
export function runNew({ name, kind, folder }: NewArguments): void {
  const { stagePath, testPath } = writeSkeleton(name, kind, folder);
  console.log(`${stagePath}\n${testPath}\n`);
  console.log(`ncb check ${stagePath}              does it keep the contract?`);
  console.log(`ncb sweep --plugin ${stagePath}     where does it stand among the others?`);
  if (isInstalledFor(folder)) return;
  console.log(`
These need nothing else. ${testPath}, and types in an editor, need this package in ${resolve(folder)}; type there:
npm install --save-dev --ignore-scripts "${resolve(packageRoot)}"`);
}

/** Whether a module in this folder can import the package by its name. */
function isInstalledFor(folder: string): boolean {
  try {
    createRequire(join(resolve(folder), 'any.js')).resolve('neural-codec-bench/package.json');
    return true;
  } catch {
    return false;
  }
}
