import { describe, expect, it } from 'vitest';
import { parseFault } from '../../src/emulator/index.js';
import { Failure } from '../../src/model/failure.js';

const once = { after: 0, times: 1 };
const plainStatus = {
  kind: 'status',
  code: null,
  message: null,
  retryAfter: null,
  retryAfterAsDate: false,
  html: false,
  body: null,
};

describe('the language of --fault', () => {
  it.each([
    [
      'status=503,method=get,path=/groups,times=2,after=1,retryAfter=1',
      { method: 'GET', path: '/groups', after: 1, times: 2 },
      { ...plainStatus, status: 503, retryAfter: 1 },
    ],
    ['status=429,retryAfterDate=2', once, { ...plainStatus, status: 429, retryAfter: 2, retryAfterAsDate: true }],
    ['status=502,html,times=all', { after: 0, times: null }, { ...plainStatus, status: 502, html: true }],
    ['status=400,code=Some,message=a = b', once, { ...plainStatus, status: 400, code: 'Some', message: 'a = b' }],
    [
      'status=200,times=3,body={"value":[1,2]}',
      { after: 0, times: 3 },
      { ...plainStatus, status: 200, body: '{"value":[1,2]}' },
    ],
    ['lostAnswer,method=PATCH', { method: 'PATCH', ...once }, { kind: 'lostAnswer' }],
    ['reset,version=beta,in=request', { version: 'beta', in: 'request', ...once }, { kind: 'reset' }],
    [
      'dropItem, in=batch, group=3F2A0000-0000-4000-8000-000000000001',
      { in: 'batch', group: '3f2a0000-0000-4000-8000-000000000001', ...once },
      { kind: 'dropItem' },
    ],
    ['emptyPage,query=Unified', { query: 'Unified', ...once }, { kind: 'emptyPage' }],
    [
      'foreignNextLink=https://evil.example/v1.0/groups?a=b',
      once,
      { kind: 'foreignNextLink', url: 'https://evil.example/v1.0/groups?a=b' },
    ],
    ['withoutProperty=writebackConfiguration', once, { kind: 'withoutProperty', property: 'writebackConfiguration' }],
    ['delay=20', once, { kind: 'delay', milliseconds: 20 }],
  ])('reads %s', (text, match, effect) => {
    expect(parseFault(text)).toEqual({ kind: 'request', match, effect });
  });

  it.each([
    ['lag=5', { kind: 'lag', seconds: 5 }],
    ['quota=3000/150', { kind: 'quota', count: 3000, seconds: 150 }],
    ['readQuota=8000/10', { kind: 'readQuota', count: 8000, seconds: 10 }],
    ['setting=partial', { kind: 'tenant', variant: { setting: 'partial' } }],
    ['templates=withoutDefault', { kind: 'tenant', variant: { templates: 'withoutDefault' } }],
    ['complexValue=replace', { kind: 'tenant', variant: { complexValue: 'replace' } }],
    ['partialValues=serverError', { kind: 'tenant', variant: { partialValues: 'serverError' } }],
    ['nullIsEnabled=refuse', { kind: 'tenant', variant: { nullIsEnabled: 'refuse' } }],
  ])('reads %s, which is about the tenant', (text, fault) => {
    expect(parseFault(text)).toEqual(fault);
  });

  it.each([
    ['', 'exactly one term must say what happens'],
    ['method=GET', 'exactly one term must say what happens'],
    ['reset,hang', 'exactly one term must say what happens'],
    ['reset,colour=red', "'colour' does not belong to 'reset'"],
    ['reset,retryAfter=1', "'retryAfter' does not belong to 'reset'"],
    ['reset,reset', "'reset' stands there twice"],
    ['reset=1', "'reset' takes no value"],
    ['status', "'status' needs a value"],
    ['status=fine', "'status' takes a whole number"],
    ['status=600', 'status is 200 to 599'],
    ['status=503,times=-1', "'times' takes a whole number"],
    ['status=503,retryAfter=soon', "'retryAfter' takes a whole number"],
    ['reset,version=v2', 'version is v1.0 or beta'],
    ['reset,in=item', 'in is batch or request'],
    ['lag=5,method=GET', "'lag' stands on its own"],
    ['lag=long', "'lag' takes a whole number of seconds"],
    ['quota=3000', "'quota' takes two numbers, as in quota=3000/150"],
    ['readQuota=0/10', "'readQuota' takes two numbers, as in readQuota=3000/150"],
    ['setting=all', "'setting' is none or partial or full"],
  ])('refuses "%s" and lists what is allowed', (text, why) => {
    const refused = catchFailure(() => parseFault(text));
    expect(refused).toMatchObject({ kind: 'invalid', code: 'faultInvalid', message: `--fault ${text}: ${why}` });
    expect(refused.details.map((detail) => detail.message).join('\n')).toMatch(
      /lostAnswer.*times=N\|all.*quota=WRITES\/SECONDS/s,
    );
  });
});

function catchFailure(act: () => unknown): Failure {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
