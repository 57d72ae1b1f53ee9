import { describe, expect, it } from 'vitest';
import { believeDirectory, placeDirectory } from '../../src/model/directory-place.js';
import { isInDomain } from '../../src/model/distinguished-name.js';
import { known, makeAdGroup, makeConnect, makeDirectory, makeServer, unread } from '../support/builders.js';

describe('the domain of a distinguished name', () => {
  it.each([
    ['OU=Groups,DC=contoso,DC=com', 'DC=contoso,DC=com', true],
    ['ou=a\\, b, dc = Contoso ,  DC=COM', 'DC=contoso,DC=com', true],
    ['DC=contoso,DC=com', 'DC=contoso,DC=com', true],
    ['OU=Groups,DC=fabrikam,DC=com', 'DC=contoso,DC=com', false],
    ['OU=Groups,DC=emea,DC=contoso,DC=com', 'DC=contoso,DC=com', false],
    ['OU=Groups,DC=contoso,DC=com', 'DC=emea,DC=contoso,DC=com', false],
    ['OU=a\\,DC=contoso,DC=com', 'DC=contoso,DC=com', false],
    ['CN=x,DC=zone,CN=MicrosoftDNS,DC=contoso,DC=com', 'DC=contoso,DC=com', true],
    ['contoso.com/Groups', 'DC=contoso,DC=com', null],
    ['OU=Groups', 'DC=contoso,DC=com', null],
    ['', 'DC=contoso,DC=com', null],
  ])('%s is in %s: %s', (name, domain, expected) => {
    expect(isInDomain(name, domain)).toBe(expected);
  });

  it('is told of a name with a megabyte of blanks too', () => {
    expect(isInDomain(`OU=a${' '.repeat(1_000_000)}b,DC=contoso,DC=com`, 'DC=contoso,DC=com')).toBe(true);
  });
});

describe('Active Directory of another domain or forest', () => {
  const groups = known([makeAdGroup(1)]);
  const fabrikam = makeDirectory({ namingContext: known('DC=fabrikam,DC=com'), groups });

  it('says nothing of the groups: why, and what to do', () => {
    const reason =
      'dc01.contoso.com holds DC=fabrikam,DC=com, and aadc01 writes groups to OU=Groups,DC=contoso,DC=com: name a domain controller of that domain with `activeDirectory.server`, or a way to one with `activeDirectory.via`';
    const connect = makeConnect({ directory: fabrikam });
    const believed = believeDirectory(connect);
    expect(believed.directory).toEqual({
      ...fabrikam,
      recycleBin: { known: false, reason },
      deletedObjectLifetime: { known: false, reason },
      groups: { known: false, reason },
      deletedGroups: { known: false, reason },
    });
    expect(believeDirectory(believed)).toEqual(believed);
  });

  it.each([
    [
      'the OU that groups are written to',
      makeConnect({ servers: [makeServer({ targetContainer: unread })], directory: fabrikam }),
      'aadc01: Access is denied.',
    ],
    [
      'which domain it is',
      makeConnect({ directory: makeDirectory({ namingContext: unread, groups }) }),
      'Access is denied.',
    ],
  ])('is not believed to be the right one where nobody could read %s', (_, connect, reason) => {
    expect(placeDirectory(connect)).toEqual({ state: 'unread', reason });
    const unknown = {
      known: false,
      reason: `whether groups are written to the domain that was read could not be read: ${reason}`,
    };
    expect(believeDirectory(connect).directory).toMatchObject({ groups: unknown, recycleBin: unknown });
  });

  it.each([
    ['the domain is the one', makeConnect(), { state: 'own' }],
    ['AD was not asked', makeConnect({ directory: null }), null],
    [
      'the OU is empty',
      makeConnect({ servers: [makeServer({ targetContainer: known('') })], directory: fabrikam }),
      { state: 'unverified', reason: 'aadc01 names no OU that groups are written to' },
    ],
    [
      'the OU is no distinguished name',
      makeConnect({ servers: [makeServer({ targetContainer: known('contoso.com/Groups') })], directory: fabrikam }),
      { state: 'unverified', reason: 'aadc01 writes groups to contoso.com/Groups, which names no domain' },
    ],
    [
      'no server is the active one',
      makeConnect({ servers: [], directory: fabrikam }),
      { state: 'unverified', reason: 'no server is known to be the active one' },
    ],
  ])('is not told where %s', (_, connect, place) => {
    expect(placeDirectory(connect)).toEqual(place);
    expect(believeDirectory(connect)).toEqual(connect);
  });
});
