// The kinds of events that Retrace's own engine writes into its log. The log takes any other type, too, and never looks at them.

export const nativeEventTypes = [
  'workflow_started',
  'workflow_completed',
  'workflow_failed',
  'activity_scheduled',
  'activity_completed',
  'activity_failed',
  'timer_fired',
  'signal_received',
  /** What an application notes for itself. */
  'custom',
] as const;

export type NativeEventType = (typeof nativeEventTypes)[number];
