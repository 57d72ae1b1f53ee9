import type { Call, PageOrder } from './call.js';
import type { FaultEffect, FaultMatch, RequestFault } from './fault.js';
import type { Tokens } from './tokens.js';

/** The faults of one emulator and how often each has matched. Only this counting makes them differ from run to run. */
export class FaultBox {
  readonly #faults: { readonly fault: RequestFault; matched: number }[] = [];
  readonly #tokens: Tokens;

  constructor(faults: readonly RequestFault[], tokens: Tokens) {
    this.#tokens = tokens;
    for (const fault of faults) this.add(fault);
  }

  add(fault: RequestFault): void {
    this.#faults.push({ fault, matched: 0 });
  }

  /** From now on nothing goes wrong. */
  clear(): void {
    this.#faults.length = 0;
  }

  /** The effects that strike this request, in the order in which the faults were given. Each match is counted. */
  strike(call: Call): readonly FaultEffect[] {
    return this.#faults.flatMap((entry) => {
      const { match, effect } = entry.fault;
      if (!matches(match, call) || !this.#concerns(effect, call)) return [];
      entry.matched += 1;
      const turn = entry.matched - match.after;
      return turn > 0 && (match.times === null || turn <= match.times) ? [effect] : [];
    });
  }

  /** Some effects mean nothing to some requests; those are not counted as matches. */
  #concerns(effect: FaultEffect, call: Call): boolean {
    switch (effect.kind) {
      case 'emptyPage':
      case 'repeatPage':
      case 'foreignNextLink':
        return call.method === 'GET' && pagedRoutes.includes(call.route);
      case 'expiredPageToken':
        return call.query.has('$skiptoken');
      case 'dropItem':
        return call.inBatch;
      case 'challenge':
        return this.#tokens.lacksClaims(call.headers);
      default:
        return true;
    }
  }
}

/** What the effects ask of the page, where the request is for one. */
export function pageOrderOf(effects: readonly FaultEffect[]): PageOrder {
  const foreign = effects.find((effect) => effect.kind === 'foreignNextLink');
  return {
    empty: effects.some((effect) => effect.kind === 'emptyPage'),
    repeat: effects.some((effect) => effect.kind === 'repeatPage'),
    foreign: foreign?.url ?? null,
  };
}

const pagedRoutes = ['/groups', '/directory/deletedItems/microsoft.graph.group'];

function matches(match: FaultMatch, call: Call): boolean {
  return (
    (match.method === undefined || match.method === call.method) &&
    (match.version === undefined || match.version === call.version) &&
    (match.path === undefined || matchesPath(match.path, call.path)) &&
    (match.query === undefined || decodeQuery(call).includes(match.query)) &&
    (match.group === undefined || match.group === call.id) &&
    (match.in === undefined || (match.in === 'batch') === call.inBatch)
  );
}

function matchesPath(pattern: string, path: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${source.join('.*')}$`, 'i').test(path);
}

function decodeQuery(call: Call): string {
  return [...call.query].map(([name, value]) => `${name}=${value}`).join('&');
}
