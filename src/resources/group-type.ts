/** The only type, as Microsoft Graph spells it in whichever letter case, that AD does not keep as a security type. */
export function isDistributionType(type: unknown): boolean {
  return typeof type === 'string' && type.toLowerCase() === 'universaldistributiongroup';
}

/** Bit 31 of groupType, which AD keeps as a signed number (docs/sources.md#ad-objects). */
export function isSecurityType(groupType: number): boolean {
  return (groupType & 0x8000_0000) !== 0;
}
