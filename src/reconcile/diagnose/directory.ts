import type { Json } from '../../model/json.js';
import type { DirectoryAsked } from '../../model/policy.js';
import type { Check } from '../../model/report.js';
import type { DirectoryObservation } from '../../model/server.js';
import { directoryFacts } from '../facts/directory-facts.js';
import { checkFact, ok, type Verdict } from './from-fact.js';

/** `activeDirectory`: a domain controller, the Recycle Bin against the policy, and the Deleted Objects container. */
export function checkDirectory(directory: DirectoryObservation | null, asked: DirectoryAsked): Check[] {
  const name = 'activeDirectory';
  if (directory === null) return [{ name, result: 'unknown', message: 'It was not asked.', remedy: null }];
  const facts = directoryFacts(directory);
  const check = (part: string, what: string, judge: (value: Json) => Verdict, unread: Check['result']) =>
    checkFact(`${name}${part}`, facts, `${name}.${what}`, judge, unread);
  const required = asked.recycleBin === 'required';
  return [
    ...check('', 'domainController', (value) => ok(`${value} answered.`), 'failed'),
    ...check(
      '/recycleBin',
      'recycleBin',
      (value) => judgeRecycleBin(value === true, required),
      required ? 'failed' : 'unknown',
    ),
    ...check('/deletedObjects', 'deletedGroups', judgeDeleted, asked.restoreDeleted ? 'failed' : 'unknown'),
  ];
}

function judgeRecycleBin(isOn: boolean, required: boolean): Verdict {
  if (isOn) return ok('The Recycle Bin of the forest is on.');
  const remedy = "Enable-ADOptionalFeature 'Recycle Bin Feature' enables it for the forest; it stays on for good.";
  const message = 'The Recycle Bin of the forest is off: what is deleted cannot be brought back whole.';
  return { result: required ? 'failed' : 'warn', message, remedy };
}

function judgeDeleted(count: Json): Verdict {
  return ok(`The Deleted Objects container can be read: ${count} of its objects were written back.`);
}
