export { type Clock, systemClock } from './clock.js';
export { graphRoots, parseGraphUrl } from './cloud.js';
export { connectGraph, type GraphConnection, type GraphOptions, type Tuning } from './connect.js';
export { type AuthMethod, authMethods } from './credentials.js';
