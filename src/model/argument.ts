const plainArgument = /^[\w./:@=+-]+$/;

/** One argument of a suggested command, as a POSIX shell takes it; PowerShell too, unless it holds an apostrophe. */
export function quoteArgument(text: string): string {
  return plainArgument.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
