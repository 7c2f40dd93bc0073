import assert from 'node:assert/strict';
import { test } from 'node:test';
import { historyEvent } from '../../formats/temporal/canonical/history-event.ts';
import type { Command } from '../../sandbox/guest.ts';
import { refuseEarly } from './early-event.ts';
import { type Machine, newMachine } from './machine.ts';

/** The machine of an activity or a timer that has its event. */
function machineOf(family: 'activity' | 'timer', more: Partial<Machine>): Machine {
  const type = family === 'activity' ? 'scheduleActivity' : 'startTimer';
  return { ...newMachine(family, { type, seq: 1 } as Command), state: 'recorded', ...more };
}

function saidOf(type: string, machine: Machine): string {
  const eventType = `EVENT_TYPE_${type.replace(/(?<!^)([A-Z])/g, '_$1').toUpperCase()}`;
  try {
    refuseEarly(historyEvent({ eventId: '10', eventType }), machine);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

const asked = { state: 'cancelling', cancel: { type: 'requestCancelActivity', seq: 1 } as Command } as const;
const answers = ['Completed', 'Failed', 'TimedOut', 'Canceled'].map((how) => `ActivityTask${how}`);
const invalid = (state: string, type: string): string =>
  `${state} says the transition is invalid during event EventInfo { event_id: 10, event_type: ${type} }`;

test('P186 no answer is taken while a cancellation is asked for that has no event: said as the core says it', () => {
  for (const type of ['ActivityTaskStarted', ...answers])
    assert.equal(
      saidOf(type, machineOf('activity', asked)),
      invalid('ActivityMachine in state ScheduledActivityCancelCommandCreated', type),
    );
  for (const type of answers)
    assert.equal(
      saidOf(type, machineOf('activity', { ...asked, hasStarted: true })),
      invalid('ActivityMachine in state StartedActivityCancelCommandCreated', type),
    );
  assert.equal(
    saidOf('TimerFired', machineOf('timer', { state: 'cancelling', cancel: { type: 'cancelTimer', seq: 1 } })),
    invalid('TimerMachine in state CancelTimerCommandSent', 'TimerFired'),
  );
});

test('P186 an abandoned activity may begin and be done, no more; once the cancellation has its event all answers are taken', () => {
  const abandoned = machineOf('activity', { state: 'cancelled' });
  for (const type of ['ActivityTaskStarted', 'ActivityTaskCompleted']) assert.equal(saidOf(type, abandoned), '');
  for (const type of answers.slice(1))
    assert.equal(saidOf(type, abandoned), invalid('ActivityMachine in state Canceled', type));
  for (const type of answers) assert.equal(saidOf(type, machineOf('activity', { state: 'cancelling' })), '');
  assert.equal(saidOf('TimerFired', machineOf('timer', {})), '');
});
