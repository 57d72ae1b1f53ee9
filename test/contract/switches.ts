import type { Reply, Request } from './wire.js';

/** Every point on which Microsoft's documents are silent, unstable or at odds: one switch each, both readings tested. */
export interface Switches {
  /** What a PATCH of `writebackConfiguration` does to the member that it leaves out. */
  readonly complexValue: 'merge' | 'replace';
  /** Enabled without a type: does the service choose one? */
  readonly picksType: boolean;
  /** Does the service take `isEnabled: null`? */
  readonly nullEnabled: 'accepted' | 'refused';
  readonly patchStatus: 204 | 200;
  /** How a `writebackConfiguration` that was never set is shown. */
  readonly neverSet: 'members' | 'null';
  readonly typeCase: 'camel' | 'pascal';
  /** false: the property does not exist here, as in some clouds. */
  readonly published: boolean;
  readonly setting: 'absent' | 'partial' | 'full';
  /** How many values the Group.Unified template has: 13 lacks NewUnifiedGroupWritebackDefault. */
  readonly template: 13 | 15;
  /** What becomes of a `values` collection that lacks names of the template. */
  readonly partialValues: 'refused' | 'refused500' | 'replaces';
  readonly booleans: 'lower' | 'title';
  readonly settingName: 'Group.Unified' | null;
  readonly idCase: 'lower' | 'upper';
  /** `@odata.*` members in every object, and properties that nobody asked for. */
  readonly annotations: boolean;
  readonly top: 'honoured' | 'ignored' | number;
  /** Sizes of the pages of group lists, one after the other; 0 is an empty page that has a next one. */
  readonly pages: readonly number[] | null;
  /** Options that the service adds to a nextLink, before and after its own. */
  readonly linkExtras: readonly [string, string];
  readonly filter: 'supported' | 'refused';
  /** Reads of an object that still show it as it was before a write. */
  readonly staleReads: number;
  /** What such a read of a group shows: the old values, or not the property at all. */
  readonly staleAs: 'old' | 'missing';
  readonly organization: 'open' | 'forbidden';
  readonly deletedDate: boolean;
  readonly batchOrder: 'given' | 'reversed' | 'rotated';
  readonly batchHeaders: 'documented' | 'lower' | 'upper';
  readonly batchIds: 'given' | 'otherCase';
  /** How a count comes inside a batch: only JSON and base64 are documented for bodies there, and plain text for counts. */
  readonly counts: 'text' | 'marked' | 'number' | 'base64';
  /** Who is in a group, by its ID; nobody in all others. */
  readonly members: Readonly<Record<string, { readonly count: number; readonly groups?: readonly string[] }>>;
  readonly emptyCodes: boolean;
  readonly outerStatus: 200 | 424;
  /** Writes before a 429, again and again. */
  readonly writesPerSpan: number;
  /** How long such a span lasts, in milliseconds. */
  readonly span: number;
  readonly retryAfter: 'seconds' | 'date' | 'none';
  readonly limitPercentage: string | null;
  readonly encoding: 'plain' | 'gzip' | 'trickle';
  /** A number: how many exchanges a connection serves; the next one on it is cut off unread. */
  readonly connections: 'kept' | 'closed' | number;
  readonly token: string;
  /** Microsoft 365 groups besides those of the seed. */
  readonly moreGroups: number;
  /** Exchanges that are carried out, and whose answer never arrives. */
  readonly loses: (request: Request) => boolean;
  /** Asked before every exchange and every part of a batch; what it answers goes out instead. */
  readonly intercept: (request: Request) => Reply | 'reset' | undefined;
}

export const plain: Switches = {
  complexValue: 'merge',
  picksType: false,
  nullEnabled: 'accepted',
  patchStatus: 204,
  neverSet: 'members',
  typeCase: 'camel',
  published: true,
  setting: 'full',
  template: 15,
  partialValues: 'refused',
  booleans: 'lower',
  settingName: 'Group.Unified',
  idCase: 'lower',
  annotations: false,
  top: 'honoured',
  pages: null,
  linkExtras: ['', ''],
  filter: 'supported',
  staleReads: 0,
  staleAs: 'old',
  organization: 'open',
  deletedDate: true,
  batchOrder: 'given',
  batchHeaders: 'documented',
  batchIds: 'given',
  counts: 'text',
  members: {},
  emptyCodes: false,
  outerStatus: 200,
  writesPerSpan: Number.POSITIVE_INFINITY,
  span: 1000,
  retryAfter: 'seconds',
  limitPercentage: null,
  encoding: 'plain',
  connections: 'kept',
  token: 'opaque-token',
  moreGroups: 0,
  loses: () => false,
  intercept: () => undefined,
};
