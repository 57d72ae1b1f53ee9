/**
 * Whether an object with this distinguished name lies in the domain of that naming context; null: the name says no domain.
 * Letter case and blanks around commas mean nothing. What lies below a domain may belong to a child domain, which is
 * another naming context: the whole of its DC parts counts.
 */
export function isInDomain(distinguishedName: string, namingContext: string): boolean | null {
  const parts = splitName(distinguishedName);
  const domain = parts.slice(parts.findLastIndex((part) => !part.startsWith('dc=')) + 1);
  return domain.length === 0 ? null : domain.join(',') === splitName(namingContext).join(',');
}

/** Its parts, spelt the same way; a backslash keeps what follows from parting. */
function splitName(name: string): string[] {
  const parts = name.match(/(?:\\.|[^\\,])+/gs) ?? [];
  return parts.map((part) =>
    part
      .split('=')
      .map((side) => side.trim())
      .join('=')
      .toLowerCase(),
  );
}
