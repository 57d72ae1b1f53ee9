const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isGuid(text: string): boolean {
  return guidPattern.test(text);
}

/** A well-mixed unsigned 32-bit number for each index and salt: what "random" means in this room. */
export function mixNumber(index: number, salt: number): number {
  let mixed = Math.imul(index ^ (salt * 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0x27d4eb2f);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A version 4 GUID that looks random, differs for every index below 2^40, and is the same in every run. */
export function guidOf(index: number, salt = 0): string {
  const head = hex(mixNumber(index, salt + 1), 8);
  const middle = hex(mixNumber(index, salt + 2), 8);
  const tail = hex(mixNumber(index, salt + 3), 8);
  return `${head}-${middle.slice(0, 4)}-4${middle.slice(4, 7)}-8${tail.slice(0, 3)}-${hex(salt & 0xff, 2)}${hex(index, 10)}`;
}

/** `S-1-12-1-…` of an Entra object: its GUID as four little-endian 32-bit numbers. */
export function securityIdentifierOf(id: string): string {
  const [a = '', b = '', c = '', d = '', e = ''] = id.split('-');
  const swapped = d + e;
  const parts = [a, c + b, reverseBytes(swapped.slice(0, 8)), reverseBytes(swapped.slice(8))];
  return `S-1-12-1-${parts.map((part) => Number.parseInt(part, 16)).join('-')}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

function reverseBytes(text: string): string {
  return (text.match(/../g) ?? []).reverse().join('');
}
