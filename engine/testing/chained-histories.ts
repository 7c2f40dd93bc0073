// Temporal histories of runs that continue each other, each of a signal and its end.

type Event = Readonly<Record<string, unknown>>;

/** One history a run, as JSON text, the oldest first; the last one ends. `ids`: their run ids. */
export function chainedHistories(ids: readonly string[]): readonly string[] {
  return ids.map((runId, i) => {
    const [before, next] = [ids[i - 1], ids[i + 1]];
    const at = (second: number): string => new Date(Date.UTC(2026, 2, 1, 10, i, second)).toISOString();
    const events: readonly Event[] = [
      {
        eventId: '1',
        eventTime: at(0),
        eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED',
        workflowExecutionStartedEventAttributes: {
          workflowType: { name: 'poller' },
          originalExecutionRunId: runId,
          firstExecutionRunId: ids[0],
          workflowId: 'poller-1',
          ...(before !== undefined && { continuedExecutionRunId: before }),
        },
      },
      {
        eventId: '2',
        eventTime: at(1),
        eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED',
        workflowExecutionSignaledEventAttributes: { signalName: `wake-${i + 1}` },
      },
      next === undefined
        ? {
            eventId: '3',
            eventTime: at(2),
            eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED',
            workflowExecutionCompletedEventAttributes: {},
          }
        : {
            eventId: '3',
            eventTime: at(2),
            eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW',
            workflowExecutionContinuedAsNewEventAttributes: {
              newExecutionRunId: next,
              workflowType: { name: 'poller' },
            },
          },
    ];
    return JSON.stringify({ events });
  });
}
