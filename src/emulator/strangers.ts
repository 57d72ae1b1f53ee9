import { type Endpoint, isVersion, versions } from './call.js';
import { ODataError, refuseSyntax } from './odata-error.js';

const permissions: readonly string[] = [];

/** A path that is served, asked with a method that is not. */
export const wrongMethod: Endpoint = {
  method: '*',
  path: '/{wrongMethod}',
  versions,
  permissions,
  answer: () => {
    throw new ODataError(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.');
  },
};

/** A path that is not served: unknown to that version of Graph, or known and not emulated. */
export const wrongPath: Endpoint = {
  method: '*',
  path: '/{wrongPath}',
  versions,
  permissions,
  answer: (call) => {
    const [, first = ''] = call.path.split('/');
    if (!isVersion(call.root.split('/').at(-1))) refuseSyntax('Invalid version.');
    if (first !== 'groups' && first !== 'directory') refuseSyntax(`Resource not found for the segment '${first}'.`);
    throw new ODataError(404, 'ResourceNotFound', `'${call.path}' is not part of the emulated tenant.`);
  },
};
