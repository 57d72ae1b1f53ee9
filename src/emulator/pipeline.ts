import { setTimeout as wait } from 'node:timers/promises';
import type { Answer, Call, Damage, Endpoint } from './call.js';
import type { FaultEffect } from './fault.js';
import { answerOfFault } from './fault-answer.js';
import { pageOrderOf } from './fault-box.js';
import { ODataError, refuseForbidden, renderError } from './odata-error.js';
import { expiredPageToken } from './page-tokens.js';
import { type Cost, costOf } from './throttle.js';
import { claimsChallenge } from './tokens.js';
import type { World } from './world.js';

/** One request from arrival to answer: counted, struck by faults, authenticated, throttled, authorised, answered. */
export async function exchangeCall(
  world: World,
  endpoint: Endpoint,
  call: Call,
  readBody: () => Promise<unknown>,
): Promise<Answer> {
  world.log.countRequest(call.method, call.route);
  const effects = world.faults.strike(call);
  const ordered = { ...call, page: pageOrderOf(effects) };
  const answer = await answerUnderFaults(effects, world.tenant.clock(), () =>
    answerCall(world, endpoint, ordered, readBody),
  );
  world.log.countAnswer(answer.status);
  return { ...withoutProperties(answer, effects), damage: damageOf(effects) ?? answer.damage ?? 'none' };
}

async function answerUnderFaults(
  effects: readonly FaultEffect[],
  now: number,
  answer: () => Promise<Answer>,
): Promise<Answer> {
  for (const effect of effects) {
    if (effect.kind === 'delay') await wait(effect.milliseconds);
    const instead = answerInstead(effect, now);
    if (instead !== null) return instead;
  }
  try {
    return await answer();
  } catch (error) {
    if (error instanceof ODataError) return renderError(error);
    throw error;
  }
}

/** The answer that a fault gives in place of the endpoint's: nothing has been read or written. */
function answerInstead(effect: FaultEffect, now: number): Answer | null {
  if (effect.kind === 'status') return answerOfFault(effect, now);
  if (effect.kind === 'challenge') return renderError(claimsChallenge());
  if (effect.kind === 'expiredPageToken') return renderError(expiredPageToken());
  return effect.kind === 'reset' || effect.kind === 'hang' ? { status: 503 } : null;
}

async function answerCall(
  world: World,
  endpoint: Endpoint,
  call: Call,
  readBody: () => Promise<unknown>,
): Promise<Answer> {
  const grant = world.tokens.authenticate(call.headers);
  const headers = world.throttle.charge(costOfCall(call));
  if (endpoint.permissions.length > 0 && !endpoint.permissions.some((name) => grant.permissions.has(name))) {
    refuseForbidden();
  }
  const body = await readBody();
  const answer = await endpoint.answer({ ...call, body }, grant);
  if (call.method !== 'GET' && call.route !== '/$batch') {
    world.log.recordWrite({ method: call.method, version: call.version, path: call.path, body });
  }
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

/** A batch costs nothing itself: the limits apply to each of its parts. */
function costOfCall(call: Call): Cost {
  return call.route === '/$batch' ? { units: 0, writes: 0 } : costOf(call);
}

function damageOf(effects: readonly FaultEffect[]): Damage | null {
  for (const { kind } of effects) {
    if (kind === 'reset' || kind === 'lostAnswer') return 'reset';
    if (kind === 'hang' || kind === 'truncate' || kind === 'dropItem') return kind;
  }
  return null;
}

function withoutProperties(answer: Answer, effects: readonly FaultEffect[]): Answer {
  const names = effects.flatMap((effect) => (effect.kind === 'withoutProperty' ? [effect.property] : []));
  if (names.length === 0 || answer.body === undefined) return answer;
  const text = JSON.stringify(answer.body, (name, value: unknown) => (names.includes(name) ? undefined : value));
  return { ...answer, body: JSON.parse(text) };
}
