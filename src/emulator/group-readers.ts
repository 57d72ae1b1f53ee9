import { isGuid } from './guid.js';
import { refuseRequest } from './odata-error.js';

/** Any one of these may read groups and their members. */
export const groupReaders: readonly string[] = [
  'GroupMember.Read.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];

export function checkId(id: string): void {
  if (!isGuid(id)) refuseRequest(`Invalid object identifier '${id}'.`);
}
