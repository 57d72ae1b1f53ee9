import type { Engine } from '../model/policy.js';
import type { Reading } from '../model/server.js';
import type { RawReading, RawSync } from './protocol.js';
import { known, unknown } from './reading.js';

/**
 * Which group writeback a server runs: what `Get-ADSyncAADCompanyFeature` says. Where it says nothing, the global setting
 * still tells that there is none, but not which one there is. A property that is absent: that build cannot do V2.
 */
export function readEngine(
  features: RawSync['features'],
  globalSettings: RawReading<Readonly<Record<string, string>>>,
): Reading<Engine> {
  const said = features.ok ? engineOf(features.value) : null;
  if (said !== null) return known(said);
  const why = features.ok ? 'Get-ADSyncAADCompanyFeature does not say UnifiedGroupWriteback' : features.error;
  if (!globalSettings.ok) return unknown(`${why}; the global settings: ${globalSettings.error}`);
  const setting = findSetting(globalSettings.value, 'Microsoft.OptionalFeature.GroupWriteBack');
  if (setting?.toLowerCase() === 'false') return known('off');
  return unknown(`${why}; the global setting GroupWriteBack (${setting ?? 'absent'}) does not say which one`);
}

function engineOf(features: {
  readonly unifiedGroupWriteback: boolean | null;
  readonly groupWritebackV2: boolean | null;
}): Engine | null {
  if (features.groupWritebackV2 === true) return 'v2';
  if (features.unifiedGroupWriteback === null) return null;
  return features.unifiedGroupWriteback ? 'v1' : 'off';
}

/** The OU that groups are written to; empty where none is set. */
export function readTargetContainer(globalSettings: RawReading<Readonly<Record<string, string>>>): Reading<string> {
  if (!globalSettings.ok) return unknown(globalSettings.error);
  return known(findSetting(globalSettings.value, 'Microsoft.GroupWriteBack.Container') ?? '');
}

function findSetting(settings: Readonly<Record<string, string>>, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(settings).find(([key]) => key.toLowerCase() === wanted)?.[1];
}
