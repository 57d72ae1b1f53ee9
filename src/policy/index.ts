/** What the rest of the tool may use of this room. */
export { draftPolicy } from './draft.js';
export { ineligibleReason } from './eligibility.js';
export { createDecider, explainGroup } from './explain.js';
export { compileGlob } from './glob.js';
export { lintObserved } from './lint.js';
export { loadPolicy } from './load.js';
export { nodeFiles } from './node-files.js';
export { resolve } from './resolve.js';
export { scopeOf } from './scope.js';
