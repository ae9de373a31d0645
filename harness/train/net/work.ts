/** What is done of each recording when a net is trained: by threads side by side, or by none. */
import type { Samples } from '../../../codecs/codec.js';
import { defineMiddleOut } from '../../../codecs/coders/middle-out/coder.js';
import { makeGatherer } from '../../../codecs/coders/middle-out/gather.js';
import type { LeadModel } from '../../../codecs/coders/middle-out/model.js';
import { levels } from '../../../codecs/transforms/levels/transform.js';
import { loadSamples } from '../../recordings/load.js';
import type { Recording } from '../../recordings/recording.js';

interface GatherTask {
  readonly recording: Recording;
  /** Records, which are spread over it. */
  readonly most: number;
}

interface JudgeTask {
  readonly recording: Recording;
  readonly models: readonly LeadModel[];
}

interface Judged {
  readonly samples: number;
  /** Without a net; then with each model, where the net may be left away. */
  readonly bytes: readonly number[];
}

/** Each kind of work: what it takes, what comes of it. */
export interface NetWork {
  readonly gather: { readonly task: GatherTask; readonly result: Int16Array };
  readonly judge: { readonly task: JudgeTask; readonly result: Judged };
}

export type NetWorkName = keyof NetWork;

type Work = {
  readonly [Name in NetWorkName]: (task: NetWork[Name]['task']) => Promise<NetWork[Name]['result']>;
};

export const NET_WORK: Work = { gather, judge };

/** Codes of a recording, as the coder has them behind `levels`. */
async function codesOf(recording: Recording): Promise<Samples> {
  const { data, channels } = await loadSamples(recording);
  const codec = await levels.open({});
  return (await codec.encode({ data, channels })).samples;
}

async function gather({ recording, most }: GatherTask): Promise<Int16Array> {
  const gatherer = await makeGatherer();
  return gatherer.gather(await codesOf(recording), most);
}

async function judge({ recording, models }: JudgeTask): Promise<Judged> {
  const codes = await codesOf(recording);
  const coder = defineMiddleOut([], models);
  const alone = await coder.open({ model: 'none' });
  const plain = (await alone.encode(codes)).length;
  const bytes = [plain];
  for (const { name } of models) {
    const corrected = await coder.open({ model: name, net: 'on' });
    bytes.push(Math.min(plain, (await corrected.encode(codes)).length));
  }
  return { samples: codes.data.length, bytes };
}
