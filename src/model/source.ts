/** A place in a policy file. Lines and columns count from 1; `file` is as the user wrote it, includes resolved against it. */
export interface Source {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** `file:line:column`, the form that editors and CI systems turn into a link. */
export function formatSource(source: Source): string {
  const column = source.column === undefined ? '' : `:${source.column}`;
  return `${source.file}:${source.line}${column}`;
}
