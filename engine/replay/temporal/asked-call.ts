// The call that a command of the code makes, in a history's terms. Pure.

import type { Call } from '../../model/replay/call.ts';
import type { Command } from '../../sandbox/guest.ts';

/**
 * `updates`: names of updates by the id in their answers, of which none is refused. undefined for commands that only
 * withdraw another, and for answers to queries.
 */
export function askedCall(command: Command, updates: ReadonlyMap<string, string>): Call | undefined {
  switch (command.type) {
    case 'scheduleActivity':
      return named('activity', command.activityType);
    case 'scheduleLocalActivity':
      return named('localActivity', command.activityType);
    case 'startTimer':
      return named('timer');
    case 'startChildWorkflowExecution':
      return named('child', command.workflowType);
    case 'signalExternalWorkflowExecution':
      return named('signalExternal', command['signalName']);
    case 'requestCancelExternalWorkflowExecution':
      return named('cancelExternal');
    case 'scheduleNexusOperation':
      return named('nexus', command['operation']);
    case 'setPatchMarker':
      return named('patch', command.patchId);
    case 'upsertWorkflowSearchAttributes':
      return named('searchAttributes');
    case 'modifyWorkflowProperties':
      return named('memo');
    case 'updateResponse':
      return named(
        command.accepted === undefined ? 'updateCompleted' : 'updateAccepted',
        updates.get(command.protocolInstanceId),
      );
    case 'completeWorkflowExecution':
      return named('complete');
    case 'failWorkflowExecution':
      return named('fail');
    case 'cancelWorkflowExecution':
      return named('cancel');
    case 'continueAsNewWorkflowExecution':
      return named('continueAsNew');
    default:
      return undefined;
  }
}

function named(kind: Call['kind'], name: unknown = ''): Call {
  return { kind, name: typeof name === 'string' ? name : '' };
}
