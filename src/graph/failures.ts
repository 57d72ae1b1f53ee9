import { Failure } from '../model/failure.js';
import { type Answer, describeAnswer, parseGraphError } from './answer.js';

/** What a request is for, in the words of its failures. */
export interface Purpose {
  /** Completes "could not read …". */
  readonly what: string;
  /** Application permissions that allow it. */
  readonly permission: string;
}

export const purposes = {
  organization: { what: 'the organization', permission: 'Organization.Read.All or Directory.Read.All' },
  groups: { what: 'the groups', permission: 'Group.Read.All or Directory.Read.All' },
  members: { what: 'the members of groups', permission: 'GroupMember.Read.All or Group.Read.All' },
  deleted: { what: 'the deleted groups', permission: 'Group.Read.All or Directory.Read.All' },
  setting: { what: 'the directory settings', permission: 'GroupSettings.Read.All or Directory.Read.All' },
  template: { what: 'the setting templates', permission: 'GroupSettings.Read.All or Directory.Read.All' },
} as const satisfies Record<string, Purpose>;

/** Turns an answer that no retry will better into the failure a person reads. */
export function answerFailure(purpose: Purpose, answer: Answer): Failure {
  const said = `could not read ${purpose.what}: ${describeAnswer(answer)}`;
  if (answer.status === 403) return unobservable('forbidden', said, forbiddenRemedy(purpose));
  if (answer.status === 429)
    return unobservable('throttled', said, 'run again later; other applications share the quota');
  if (answer.status >= 500) return unobservable('serviceError', said, 'run again later');
  if (answer.status >= 300 && answer.status < 400) {
    return unobservable('redirected', `${said}: redirections are not followed`, 'check --graph-url');
  }
  if (parseGraphError(answer).code === unsupportedQuery)
    return unobservable('unsupportedQuery', said, 'check --graph-url');
  return unobservable('graphError', said, 'check the cloud in the policy and --graph-url');
}

/** Graph's code for a filter that it has no index for. */
const unsupportedQuery = 'Request_UnsupportedQuery';

export function isUnsupportedQuery(error: unknown): boolean {
  return error instanceof Failure && error.code === 'unsupportedQuery';
}

export function unreadable(message: string, remedy: string): Failure {
  return unobservable('unreadable', message, remedy);
}

export function unobservable(code: string, message: string, remedy: string): Failure {
  return new Failure('unobservable', code, message, remedy);
}

function forbiddenRemedy(purpose: Purpose): string {
  return `grant the application ${purpose.permission} with admin consent (a person also needs a role such as Global Reader)`;
}
