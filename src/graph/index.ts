export { type RandomClock, systemClock } from './clock.js';
export { graphRoots, parseGraphUrl } from './cloud.js';
export { connectGraph, type GraphConnection, type GraphOptions } from './connect.js';
export { authMethods } from './credentials.js';
