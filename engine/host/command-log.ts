// What every command of `retrace log` may be given, beside its words.

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

/** Which log is meant, and how it is opened. */
export type LogStoreOptions = {
  readonly db?: string | undefined;
  readonly folder?: string | undefined;
  readonly synchronous?: string | undefined;
  /** Left out by commands that need a log that is whole. */
  readonly salvage?: boolean;
};

export type LogCommandOptions<Name extends keyof AnyLogOption> = LogStoreOptions & {
  readonly words: readonly string[];
} & Pick<AnyLogOption, Name>;
