export { printApplyScript } from './apply-script.js';
export { joinObservers, joinWriters } from './join.js';
export { type Answered, askEach, createConnectObserver, observeScheduler, observeServer } from './observer.js';
export { createScriptRunner } from './run-script.js';
export { createSchedulerControl } from './scheduler.js';
export { printCollectScript } from './script-text.js';
export { readConnectState } from './state-file.js';
export { createConnectWriter } from './writer.js';
