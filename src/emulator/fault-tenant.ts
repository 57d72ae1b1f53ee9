import type { Fault, TenantVariant } from './fault.js';
import { faultRefusal, tenantChoices } from './fault-grammar.js';

type Choice = keyof typeof tenantChoices;

/** Is this a term about the tenant as a whole, such as `lag` or `setting`? */
export function isTenantTerm(name: string): boolean {
  return ['lag', 'quota', 'readQuota'].includes(name) || Object.hasOwn(tenantChoices, name);
}

export function parseTenantTerm(text: string, name: string, value: string): Fault {
  if (name === 'lag') {
    if (!/^\d{1,6}$/.test(value)) throw faultRefusal(text, "'lag' takes a whole number of seconds");
    return { kind: 'lag', seconds: Number(value) };
  }
  if (name === 'quota' || name === 'readQuota') return parseQuota(text, name, value);
  return { kind: 'tenant', variant: parseChoice(text, name, value) };
}

function parseQuota(text: string, kind: 'quota' | 'readQuota', value: string): Fault {
  const [, count = '', seconds = ''] = /^(\d{1,9})\/(\d{1,9})$/.exec(value) ?? [];
  if (Number(count) < 1 || Number(seconds) < 1) {
    throw faultRefusal(text, `'${kind}' takes two numbers, as in ${kind}=3000/150`);
  }
  return { kind, count: Number(count), seconds: Number(seconds) };
}

function parseChoice(text: string, name: string, value: string): TenantVariant {
  const choice = (Object.keys(tenantChoices) as Choice[]).find((candidate) => candidate === name);
  const values: readonly string[] = choice === undefined ? [] : tenantChoices[choice];
  if (!values.includes(value)) throw faultRefusal(text, `'${name}' is ${values.join(' or ')}`);
  return { [name]: value };
}
