/** The packages behind a stage, as they are installed. */
import type { Stage } from '../../../codecs/codec.js';
import { packageFacts } from '../../../harness/run/versions.js';

interface PackageBehind {
  readonly name: string;
  readonly version: string | null;
  readonly licence: string | null;
}

export function packagesBehind({ packages }: Stage): PackageBehind[] {
  return packages.map(name => ({
    name,
    version: name.startsWith('node:') ? process.versions.node : (packageFacts(name)?.version ?? null),
    licence: name.startsWith('node:') ? 'MIT' : (packageFacts(name)?.license ?? null),
  }));
}
