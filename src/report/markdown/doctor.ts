import type { Diagnosis } from '../../model/report.js';
import { checkEmoji, describeDiagnosis, isSound } from '../doctor-words.js';
import { code, joinBlocks, prose, type Room, writeTable } from './elements.js';
import { writeServerFacts } from './servers.js';

export function writeDiagnosis(room: Room, diagnosis: Diagnosis): string {
  const { checks, facts } = diagnosis;
  const failed = checks.some(({ result }) => result === 'failed');
  const mark = isSound(checks) ? '✅' : failed ? '⛔' : '⚠️';
  return joinBlocks([
    `### ${mark} Doctor`,
    prose(room, describeDiagnosis(diagnosis)),
    writeTable(room, ['', 'Check', 'Found', 'Remedy'], checks, ({ name, result, message, remedy }) => [
      checkEmoji[result],
      code(room, name),
      prose(room, message),
      remedy === null ? '' : prose(room, remedy),
    ]),
    writeServerFacts(room, facts),
  ]);
}
