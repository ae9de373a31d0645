/** What `ncb new` does: writes a plugin that works as it stands, with its test. */
import type { StageKind } from '../../../codecs/codec.js';
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
}
