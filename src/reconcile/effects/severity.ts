import type { Effect, EffectKind } from '../../model/effect.js';

/** From harmless to harmful. What is unknown could be a deletion; where one of both must be named, the certain one is. */
const order: readonly EffectKind[] = ['none', 'inert', 'create', 'retype', 'orphan', 'unknown', 'delete'];

/** Whether the first is to be told where an object, or a change, could show either. */
export function outweighs(a: EffectKind, b: EffectKind): boolean {
  return order.indexOf(a) > order.indexOf(b);
}

/** Whether someone who agreed to the second would have to be asked again: who agreed to the unknown agreed to a deletion. */
export function isWorse(a: EffectKind, b: EffectKind): boolean {
  return outweighs(a, b) && b !== 'unknown';
}

/** What guards make of an effect: that nothing is lost must be observed, for a declaration it is only a hope. */
export function weigh({ effect, basis }: Pick<Effect, 'effect' | 'basis'>): EffectKind {
  return basis === 'declared' && (effect === 'orphan' || effect === 'inert') ? 'unknown' : effect;
}
