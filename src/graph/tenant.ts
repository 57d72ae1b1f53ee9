import { Failure } from '../model/failure.js';
import { isObject } from '../model/json.js';
import type { ObservedTenant } from '../model/observation.js';
import type { Cloud } from '../model/policy.js';
import type { Answer } from './answer.js';
import { answerFailure, purposes, unobservable, unreadable } from './failures.js';
import type { Http } from './http.js';
import { isTextOrNull } from './shape.js';
import type { TokenSource } from './token.js';

export interface TenantQuestion {
  readonly http: Http;
  readonly tokens: TokenSource;
  readonly cloud: Cloud;
  /** The only tenant that may answer; null: any. */
  readonly expected: string | null;
}

/**
 * Finds out whose tenant this is: from Graph, else from the token, else not at all. Throws a Failure (`refused`, code
 * `tenant`) where it is another than expected.
 */
export async function readTenant(question: TenantQuestion): Promise<ObservedTenant> {
  const answer = await question.http.read({
    method: 'GET',
    target: { version: 'v1.0', path: '/organization?$select=id,displayName,verifiedDomains' },
    purpose: purposes.organization,
    accept: [403],
  });
  const tenant =
    answer.status === 403 ? await tellFromToken(question, answer) : parseOrganization(question.cloud, answer);
  const { expected } = question;
  if (expected !== null && tenant.id !== expected.toLowerCase()) throw otherTenant(tenant, expected);
  return tenant;
}

function parseOrganization(cloud: Cloud, answer: Answer): ObservedTenant {
  const list = isObject(answer.json) && Array.isArray(answer.json.value) ? answer.json.value : [];
  const [organization] = list as readonly unknown[];
  if (list.length !== 1 || !isObject(organization) || typeof organization.id !== 'string') {
    throw unreadable(
      'could not read the organization: the answer does not name exactly one tenant',
      'check --graph-url',
    );
  }
  const displayName = isTextOrNull(organization.displayName) ? organization.displayName : null;
  const domains = parseDomains(organization.verifiedDomains);
  return { id: organization.id.toLowerCase(), cloud, displayName, proof: 'organization', domains };
}

/** null: not a list of domains with names, or an empty one; every tenant has its initial domain. */
function parseDomains(verified: unknown): readonly string[] | null {
  if (!Array.isArray(verified) || verified.length === 0) return null;
  const names = verified.map((domain: unknown) => (isObject(domain) ? domain.name : null));
  return names.every((name) => typeof name === 'string') ? names.map((name) => name.toLowerCase()).sort() : null;
}

async function tellFromToken({ tokens, cloud, expected }: TenantQuestion, forbidden: Answer): Promise<ObservedTenant> {
  const tid = parseTenantClaim(await tokens.token());
  if (tid !== null) return { id: tid, cloud, displayName: null, proof: 'token', domains: null };
  if (expected !== null)
    return { id: expected.toLowerCase(), cloud, displayName: null, proof: 'unproven', domains: null };
  const { message, remedy } = answerFailure(purposes.organization, forbidden);
  throw unobservable('tenantUnproven', message, `name the tenant in a policy, or ${remedy}`);
}

/** The `tid` of a token that happens to be a JWT. Unverified: it says whom the token was issued for, to us only. */
function parseTenantClaim(token: string): string | null {
  const { tid } = parseClaims(token) ?? {};
  return typeof tid === 'string' ? tid.toLowerCase() : null;
}

/** The permissions that a token names, an application's (`roles`) and a person's (`scp`); null for an opaque one. */
export function parsePermissions(token: string): string[] | null {
  const claims = parseClaims(token);
  if (claims === null) return null;
  const { roles, scp } = claims;
  const ofApplication = Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [];
  return [...ofApplication, ...(typeof scp === 'string' ? scp.split(' ').filter((name) => name !== '') : [])];
}

function parseClaims(token: string): { readonly [name: string]: unknown } | null {
  const payload = token.split('.')[1];
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return isObject(claims) ? claims : null;
  } catch {
    return null;
  }
}

function otherTenant(tenant: ObservedTenant, expected: string): Failure {
  return new Failure(
    'refused',
    'tenant',
    `this sign-in leads to tenant ${tenant.id}, the policy is for ${expected}`,
    'sign in to the tenant of the policy, or correct tenant.id',
  );
}
