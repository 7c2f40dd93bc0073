// Options that any command of `retrace log` may have.

type AnyLogOption = {
  readonly json: boolean;
  readonly reverse: boolean;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly fromTime?: string | undefined;
  readonly toTime?: string | undefined;
  readonly before?: string | undefined;
  readonly expect?: string | undefined;
  readonly as?: string | undefined;
  readonly prefix?: string | undefined;
  readonly output?: string | undefined;
};

/** Options that choose the log and how to open it. */
export type LogStoreOptions = {
  readonly db?: string | undefined;
  readonly folder?: string | undefined;
  readonly synchronous?: string | undefined;
  /** Absent for commands that need an undamaged log. */
  readonly salvage?: boolean;
};

export type LogCommandOptions<Name extends keyof AnyLogOption> = LogStoreOptions & {
  readonly words: readonly string[];
} & Pick<AnyLogOption, Name>;
