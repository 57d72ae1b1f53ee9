import { isObject, type JsonObject } from '../model/json.js';
import type { Call } from './call.js';
import { refuseRequest, refuseSyntax } from './odata-error.js';

/** The body of a write: a JSON object with no other members than those. `type` is named in refusals. */
export function readBody(call: Call, type: string, members: readonly string[]): JsonObject {
  if (!isObject(call.body)) refuseRequest('A non-empty JSON object was expected as the request body.');
  for (const name of Object.keys(call.body)) {
    if (!members.includes(name) && !name.includes('@odata.')) refuseUnknownMember(name, type);
  }
  return call.body;
}

export function refuseUnknownMember(name: string, type: string): never {
  refuseSyntax(
    `The property '${name}' does not exist on type 'microsoft.graph.${type}'. Make sure to only use property names that are defined by the type.`,
  );
}

/** true, false, null, or undefined where the member is absent; anything else is refused. */
export function readBoolean(body: JsonObject, name: string): boolean | null | undefined {
  const value = body[name];
  if (value === undefined || value === null || typeof value === 'boolean') return value;
  return refuseType('Edm.Boolean');
}

export function readString(body: JsonObject, name: string): string | null | undefined {
  const value = body[name];
  if (value === undefined || value === null || typeof value === 'string') return value;
  return refuseType('Edm.String');
}

export function refuseType(type: string): never {
  refuseRequest(
    `Cannot convert a primitive value to the expected type '${type}'. See the inner exception for more details.`,
  );
}
