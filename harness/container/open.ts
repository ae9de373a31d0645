/** Chains by the ids that containers hold. */
import { openChain } from '../../codecs/chain.js';
import { type Chain, splitStage } from '../../codecs/chain-id.js';
import type { Registry } from '../../codecs/codec.js';
import { parseTypedChain } from '../grid/typed.js';
import type { OpenById } from './decode.js';

/** What a chain may do that was not typed but read, from a file that may come from anywhere. */
export interface Leave {
  /** Whether its stages may start programs (`exec:`), which are given what the file holds. */
  readonly runPrograms: boolean;
}

/** Opens a fresh codec at each call; of a stage that is not there it is said that it may be a plugin's. */
export function openerOf(registry: Registry, leave: Leave): OpenById {
  return async id => openChain(storedChain(id, registry, leave));
}

/** @throws Error in one line if a stage starts a program without leave, is missing, or a parameter is wrong */
export function storedChain(id: string, registry: Registry, leave: Leave): Chain {
  checkLeave(id, leave);
  const unknown = stageNames(id).find(name => !registry.has(name));
  if (unknown === undefined) return parseTypedChain(id, registry);
  // nobody has typed it, so that nothing near was meant
  throw new Error(
    `chain ${JSON.stringify(id)}: no stage ${JSON.stringify(unknown)}; a stage of a plugin needs --plugin`,
  );
}

/** @throws Error in one line if a stage of the chain starts a program without leave */
export function checkLeave(id: string, { runPrograms }: Leave): void {
  const program = runPrograms ? undefined : stageNames(id).find(name => name.startsWith('exec:'));
  if (program === undefined) return;
  throw new Error(
    `chain ${JSON.stringify(id)}: ${program} starts a program and hands it what this file holds: if you trust where the ` +
      'file comes from, allow it by --run-programs (in the library runPrograms: true)',
  );
}

function stageNames(id: string): string[] {
  return id.split('+').map(stage => splitStage(stage.trim())[0]);
}
