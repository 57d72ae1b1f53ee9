import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { joinObservers, joinWriters } from '../../src/connect/join.js';
import { Failure } from '../../src/model/failure.js';
import type { Outcome } from '../../src/model/outcome.js';
import type { ConnectObserver, ConnectWrite, GraphWrite, Observer, Write, Writer } from '../../src/model/ports.js';
import { makeConnect, makeObservation } from '../support/builders.js';

const scope = { ...makeObservation().scope, connect: true };

function makeGraph(parts: Partial<Observer> = {}): Observer {
  return {
    tenant: async () => makeObservation().tenant,
    observe: async (asked) => makeObservation({ scope: asked }),
    find: async () => [],
    requests: () => ({ total: 7, writes: 0, throttled: 0 }),
    ...parts,
  };
}

const failing = (code: string) => new Failure('unobservable', code, `${code}!`, 'look');
const servers: ConnectObserver = { observe: async () => makeConnect() };

describe('one observer for both halves', () => {
  it('holds what both answered', async () => {
    const observer = joinObservers(makeGraph(), servers);
    expect(await observer.observe(scope)).toEqual(makeObservation({ scope, connect: makeConnect() }));
    expect(observer.requests().total).toBe(7);
  });

  it.each([
    ['there are none', scope, null],
    [
      'they lie outside of what is asked',
      { ...scope, connect: false },
      { observe: () => Promise.reject(failing('asked')) },
    ],
  ])('knows nothing of servers where %s', async (_, asked, given) => {
    expect((await joinObservers(makeGraph(), given).observe(asked)).connect).toBe(null);
  });

  it('asks no server before the tenant is proved', async () => {
    const asked: string[] = [];
    const graph = makeGraph({ tenant: () => Promise.reject(failing('tenant')) });
    const spy: ConnectObserver = {
      async observe() {
        asked.push('servers');
        return makeConnect();
      },
    };
    await expect(joinObservers(graph, spy).observe(scope)).rejects.toMatchObject({ code: 'tenant' });
    expect(asked).toEqual([]);
  });

  it('waits for Graph where servers fail', async () => {
    let ended = false;
    const graph = makeGraph({
      async observe() {
        await wait(30);
        ended = true;
        return makeObservation();
      },
    });
    const observer = joinObservers(graph, { observe: () => Promise.reject(failing('serverUnreachable')) });
    await expect(observer.observe(scope)).rejects.toMatchObject({ code: 'serverUnreachable' });
    expect(ended).toBe(true);
  });

  it('abandons the servers where Graph fails, waits for them, and tells what Graph said', async () => {
    let abandoned = false;
    const observer = joinObservers(makeGraph({ observe: () => Promise.reject(failing('forbidden')) }), {
      async observe(abandon) {
        await new Promise((resolve) => abandon?.addEventListener('abort', resolve));
        await wait(10);
        abandoned = true;
        throw new Failure('interrupted', 'interrupted', 'aadc01: interrupted', 'run again');
      },
    });
    await expect(observer.observe(scope)).rejects.toMatchObject({ code: 'forbidden' });
    expect(abandoned).toBe(true);
  });
});

const change = (key: string) =>
  ({
    key,
    action: 'update',
    before: null,
    after: null,
    effect: 'none',
    displayName: null,
    source: null,
    requires: [],
  }) as const;
const group: GraphWrite = {
  resource: 'group',
  change: change('group/1'),
  live: { isEnabled: null, onPremisesGroupType: null },
  readAt: 0,
};
const rule: ConnectWrite = { resource: 'syncRule', change: change('syncRule/aadc01/memberLimit'), server: 'aadc01' };
const adGroup: ConnectWrite = { resource: 'adGroup', change: change('adGroup/1'), groupId: '1' };

describe('one writer for both halves', () => {
  async function write(writes: readonly Write[], withServers: boolean) {
    const calls: string[] = [];
    const outcomes: Outcome[] = [];
    const note = (half: string): Writer => ({
      write: async (given) => void calls.push(`${half}: ${given.map(({ change: { key } }) => key).join(' ')}`),
    });
    await joinWriters(note('graph'), withServers ? note('servers') : null).write(writes, {
      intent: async () => {},
      outcome: async (more) => void outcomes.push(...more),
      stop: new AbortController().signal,
    });
    return { calls, outcomes };
  }

  it('hands each half its writes, in the order given', async () => {
    expect((await write([rule, adGroup, group, group, rule], true)).calls).toEqual([
      'servers: syncRule/aadc01/memberLimit adGroup/1',
      'graph: group/1 group/1',
      'servers: syncRule/aadc01/memberLimit',
    ]);
  });

  it('attempts nothing on servers where there are none', async () => {
    const { calls, outcomes } = await write([group, rule], false);
    expect(calls).toEqual(['graph: group/1']);
    expect(outcomes).toMatchObject([{ key: 'syncRule/aadc01/memberLimit', status: 'notAttempted' }]);
  });
});
