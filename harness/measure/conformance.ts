/** The conformance kit and a plugin's description, inside a measuring process. */
import { parseStage } from '../../codecs/chain-id.js';
import { type Breach, checkStage } from '../../codecs/conformance.js';
import { describeStage } from '../plugins/describe.js';
import { loadPlugin, loadRegistry } from '../plugins/load.js';
import type { Outcome } from '../processes/outcome.js';
import type { ConformanceTask, DescribeTask, StageDescription } from '../processes/tasks.js';

/** Holds a stage to the contract, saying before each step what it is about to try. */
export async function checkInProcess(
  task: ConformanceTask,
  note: (text: string) => void,
): Promise<Outcome<Breach[]>> {
  const configured = parseStage(task.stage, await loadRegistry(task.plugins));
  return { status: 'ok', value: await checkStage(configured, note) };
}

/** What stages a plugin exports. */
export async function describeInProcess({ plugin }: DescribeTask): Promise<Outcome<StageDescription[]>> {
  return { status: 'ok', value: (await loadPlugin(plugin)).map(describeStage) };
}
