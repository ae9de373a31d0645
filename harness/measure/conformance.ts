/** The conformance kit and a plugin's description, inside a measuring process. */
import { type Configured, parseStage, printStage } from '../../codecs/chain-id.js';
import { type Breach, checkStage } from '../../codecs/conformance.js';
import { describeStage } from '../plugins/describe.js';
import { loadPlugin, loadRegistry } from '../plugins/load.js';
import { saidWithPlace } from '../plugins/place.js';
import type { Outcome } from '../processes/outcome.js';
import type { ConformanceTask, DescribeTask, StageDescription } from '../processes/tasks.js';
import { failureOf } from './failure.js';

/** Holds a stage to the contract, saying before each step what it is about to try. */
export async function checkInProcess(
  task: ConformanceTask,
  note: (text: string) => void,
): Promise<Outcome<Breach[]>> {
  const configured = parseStage(task.stage, await loadRegistry(task.plugins));
  return (
    (await tryOpening(configured)) ?? {
      status: 'ok',
      value: await checkStage(configured, note, saidWithPlace),
    }
  );
}

/** What comes of a stage that does not open: unsupported here, or a breach of its own. */
async function tryOpening(configured: Configured): Promise<Outcome<Breach[]> | undefined> {
  const { stage, values } = configured;
  try {
    await stage.open(values);
    return undefined;
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (failure.status !== 'error') return failure;
    const breach = { law: 'opening', input: 'its declared values', message: failure.error };
    return { status: 'ok', value: [{ stage: printStage(configured), ...breach }] };
  }
}

/** What stages a plugin exports. */
export async function describeInProcess({ plugin }: DescribeTask): Promise<Outcome<StageDescription[]>> {
  return { status: 'ok', value: (await loadPlugin(plugin)).map(describeStage) };
}
