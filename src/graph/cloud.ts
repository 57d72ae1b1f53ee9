import { Failure } from '../model/failure.js';
import type { Cloud } from '../model/policy.js';

/** Roots of Microsoft Graph, also the audience of its tokens. Source: Graph docs, national cloud deployments. */
export const graphRoots: Readonly<Record<Cloud, string>> = {
  global: 'https://graph.microsoft.com',
  usgov: 'https://graph.microsoft.us',
  usgovdod: 'https://dod-graph.microsoft.us',
  china: 'https://microsoftgraph.chinacloudapi.cn',
};

/** Where tokens come from. */
export const authorityHosts: Readonly<Record<Cloud, string>> = {
  global: 'https://login.microsoftonline.com',
  usgov: 'https://login.microsoftonline.us',
  usgovdod: 'https://login.microsoftonline.us',
  china: 'https://login.chinacloudapi.cn',
};

/**
 * A Graph root as a person gave it, without the slash at its end. A token goes there, so plain http is for loopback only.
 * Throws a Failure (`invalid`, code `graphUrl`).
 */
export function parseGraphUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['https:', 'http:'].includes(url.protocol)) throw badUrl('is not an http or https address');
  if (url.username !== '' || url.password !== '') throw badUrl('holds a user name or password');
  if (/[?#]/.test(text)) throw badUrl('holds a query or a fragment');
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw badUrl('uses http for a host that is not this machine');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** The URL parser has already turned every spelling of an IPv4 address into four decimals. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** The address itself is not repeated: it may hold a password. */
function badUrl(what: string): Failure {
  return new Failure(
    'invalid',
    'graphUrl',
    `the Graph address ${what}`,
    'give --graph-url (or ENTRA_WRITEBACK_GRAPH_URL) an address such as https://graph.microsoft.com or http://127.0.0.1:8080',
  );
}
