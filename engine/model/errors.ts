// Errors that a person can act on: a code from a closed list, and a sentence with the problem, its place and the next
// action.

export const errorCodes = [
  // input
  'not-found',
  'no-permission',
  'not-readable',
  'file-changed',
  'file-too-large',
  'empty-file',
  'not-utf8',
  'not-json',
  'cut-off',
  'too-deep',
  'not-a-history',
  'no-events',
  'bad-gzip',
  'binary-history',
  'bundle-damaged',
  'bundle-newer',
  // library
  'no-such-run',
  'ambiguous-run',
  'no-such-event',
  'no-such-operation',
  'disk-full',
  'database-read-only',
  'database-locked',
  'database-damaged',
  'database-newer',
  'database-failed',
  // event log
  'wrong-seq',
  'seq-conflict',
  'bad-event',
  'run-exists',
  'log-closed',
  'log-damaged',
  'archive-missing',
  'archive-damaged',
  'bad-archive',
  'foreign-source',
  // code
  'no-workflow-sdk',
  'refused-modules',
  'code-does-not-build',
  'code-does-not-load',
  'no-such-workflow',
  'ambiguous-workflow',
  'code-not-supported',
  'code-stopped',
  'dialect-failed',
  // servers
  'server-unreachable',
  'server-refused',
  'codec-failed',
  'no-repository',
  'no-such-ref',
  'workflow-running',
  'not-quarantined',
  'no-such-query',
  'query-failed',
  'run-in-use',
  // calls
  'bad-usage',
  'bad-request',
  'bad-pattern',
  'not-here',
  'cancelled',
  'version-mismatch',
  'disconnected',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export class RetraceError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RetraceError';
    this.code = code;
  }
}

/**
 * The plain form of an error that crosses a pipe or is printed. A bug of Retrace itself shows only that it is a bug.
 */
export type ErrorInfo = { readonly code: ErrorCode; readonly message: string };

export function errorInfo(error: unknown): ErrorInfo {
  if (error instanceof RetraceError) return { code: error.code, message: error.message };
  return {
    code: 'internal',
    message: `This is a bug in Retrace: ${error instanceof Error ? error.message : String(error)}`,
  };
}
