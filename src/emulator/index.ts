export { type Emulator, type EmulatorOptions, startEmulator } from './emulator.js';
export type { Fault } from './fault.js';
export { parseFault } from './parse-fault.js';
export { demoTenant, emulatedTenantId, generateTenant, tenantFromObservation } from './seed.js';
export { challengeClaims, type TokenRequest } from './tokens.js';
