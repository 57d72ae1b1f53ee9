import { expect, it } from 'vitest';
import { project } from '../../src/reconcile/project.js';
import { makeGroup, makeObservation, makeSetting } from '../support/builders.js';
import { changeGroup, changeSetting, ours } from './changes.js';

const observation = makeObservation({
  setting: makeSetting({ [ours]: 'true' }),
  groups: [makeGroup(1, { isEnabled: true }), makeGroup(2)],
});

it('applies changes of every kind in memory, one after another', () => {
  const changes = [changeGroup(1), changeSetting(), changeGroup(1, { after: { isEnabled: null } })];
  expect(project(changes, observation)).toEqual({
    ...observation,
    setting: makeSetting({ [ours]: 'false' }),
    groups: [makeGroup(1), makeGroup(2)],
  });
});

it('leaves everything as it is where there is no change', () => {
  expect(project([], observation)).toBe(observation);
});

it('passes over a group that is not there', () => {
  expect(project([changeGroup(9)], observation)).toEqual(observation);
});
