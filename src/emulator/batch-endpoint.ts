import { type BatchItem, readBatch } from './batch.js';
import { type Answer, type Call, type Endpoint, versions } from './call.js';
import { mixNumber } from './guid.js';
import { ODataError, refuseSyntax, renderError } from './odata-error.js';

/** Sends one item through the same routes as a request of its own. */
export type Dispatch = (batch: Call, item: BatchItem) => Promise<Answer>;

/** `POST /$batch`. The answers come in an order that differs from batch to batch and is the same in every run. */
export function batchEndpoint(dispatch: Dispatch): Endpoint {
  let batches = 0;
  return {
    method: 'POST',
    path: '/$batch',
    versions,
    permissions: [],
    answer: async (call) => {
      if (call.inBatch) refuseSyntax('A batch cannot be part of a batch.');
      const answers = await answerItems(call, readBatch(call), dispatch);
      const damage = answers.find((item) => item.answer.damage !== 'dropItem' && item.answer.damage !== 'none');
      const kept = answers.filter((item) => item.answer.damage !== 'dropItem');
      const responses = shuffle(kept, batches++).map((item) => renderItem(item.id, item.answer));
      return { status: 200, body: { responses }, damage: damage?.answer.damage ?? 'none' };
    },
  };
}

interface ItemAnswer {
  readonly id: string;
  readonly answer: Answer;
}

async function answerItems(call: Call, items: readonly BatchItem[], dispatch: Dispatch): Promise<ItemAnswer[]> {
  const answers: ItemAnswer[] = [];
  const failed = new Set<string>();
  for (const item of items) {
    const blocked = item.dependsOn.some((id) => failed.has(id));
    const answer = blocked ? failedDependency : await dispatch(call, item);
    if (answer.status >= 400) failed.add(item.id.toLowerCase());
    answers.push({ id: item.id, answer });
  }
  return answers;
}

const failedDependency: Answer = {
  ...renderError(new ODataError(424, 'FailedDependency', 'A dependency failed.')),
  damage: 'none',
};

function shuffle<Item>(items: readonly Item[], salt: number): Item[] {
  const keyed = items.map((item, index) => ({ item, key: mixNumber(index, salt) }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

/** The IDs of the request stand in `innerError` only, as in Microsoft's example. */
function renderItem(id: string, answer: Answer) {
  const headers = Object.entries(answer.headers ?? {}).filter(([name]) => !name.endsWith('request-id'));
  return {
    id,
    status: answer.status,
    headers: Object.fromEntries(headers),
    body: answer.body ?? answer.text ?? null,
  };
}
