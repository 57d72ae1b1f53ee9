/** Bit 31 of groupType, which AD keeps as a signed number (contract/connect.md 4). */
export function isSecurityType(groupType: number): boolean {
  return (groupType & 0x8000_0000) !== 0;
}
