// The types of the table of commands: a command, its options, and the possible values of options and words.

/** Completions that a shell offers: paths, one of these words, or nothing. */
export type Offers = 'files' | readonly string[] | undefined;

export type Option = {
  readonly kind: 'flag' | 'text' | 'list';
  readonly help: string;
  /** Placeholder of the value in help; absent for flags. */
  readonly value?: string;
  /** One-letter form of the option. */
  readonly short?: string;
  readonly offers?: Offers;
};

/** By the code's name: `fromTime` is typed `--from-time`. */
export type OptionTable = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O['kind'] extends 'flag'
  ? boolean
  : O['kind'] extends 'list'
    ? readonly string[]
    : string | undefined;

/** The words and options that a person typed: an absent list is empty, an absent text undefined. */
export type Given<Options extends OptionTable> = { readonly words: readonly string[] } & {
  readonly [Name in keyof Options]: ValueOf<Options[Name]>;
};

export type Command = {
  /** Words and main options after the command's name in help; empty if it takes no words. */
  readonly synopsis: string;
  /** Help in one line. */
  readonly summary: string;
  readonly options: OptionTable;
  /** Completions of its words. */
  readonly words?: Offers;
  /** Help lines after the options. */
  readonly notes?: readonly string[];
  /** Loads the command's module; resolves with the exit code. */
  readonly run: (given: Given<OptionTable>) => Promise<number>;
};

/** By full name: `show`, `log append`. */
export type CommandTable = Readonly<Record<string, Command>>;

/** A row of the table whose `run` gets exactly the row's options. */
export function command<const Options extends OptionTable>(
  row: Omit<Command, 'options' | 'run'> & {
    readonly options: Options;
    readonly run: (given: Given<Options>) => Promise<number>;
  },
): Command {
  return row as unknown as Command;
}

type More = Pick<Option, 'short' | 'offers'>;

export function flag(what: string, more: More = {}): Option & { readonly kind: 'flag' } {
  return { kind: 'flag', help: what, ...more };
}

export function text(value: string, what: string, more: More = {}): Option & { readonly kind: 'text' } {
  return { kind: 'text', value, help: what, ...more };
}

/** An option that may be given several times. */
export function list(value: string, what: string, more: More = {}): Option & { readonly kind: 'list' } {
  return { kind: 'list', value, help: what, ...more };
}

/** The typed form: `fromTime` becomes `--from-time`. */
export function written(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

export const help = flag('this help', { short: 'h' });
