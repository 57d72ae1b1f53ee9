import { Failure } from '../model/failure.js';

/** A file of observed state that is missing, damaged or of another form. `where` is the file, `what` a clause about it. */
export function damagedState(where: string, what: string, details: Failure['details'] = []): Failure {
  return new Failure(
    'invalid',
    'connectStateInvalid',
    `${where}: ${what}.`,
    'Give what the script of `entra-writeback connect script` printed, or a folder that Get-ADSyncServerConfiguration wrote, whole and unchanged.',
    details,
  );
}

/** The sentence of an error from the file system, without its path: the path is the user's, and stands before it. */
export function describeFileError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'there is no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read';
  return `it cannot be read (${code ?? String(error)})`;
}
