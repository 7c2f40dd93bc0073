// What the table of commands is made of: a command, its options, and what may stand where a value or a word is asked for.

/** What a shell may offer in a place: paths, one of these words, or nothing. */
export type Offers = 'files' | readonly string[] | undefined;

export type Option = {
  readonly kind: 'flag' | 'text' | 'list';
  readonly help: string;
  /** What stands for its value in help; a flag has none. */
  readonly value?: string;
  /** One letter that means the same. */
  readonly short?: string;
  readonly offers?: Offers;
};

/** By name, as the code calls it: `fromTime` is written `--from-time`. */
export type OptionTable = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O['kind'] extends 'flag'
  ? boolean
  : O['kind'] extends 'list'
    ? readonly string[]
    : string | undefined;

/** The words and options as a person gave them: a list that was not given is empty, a text undefined. */
export type Given<Options extends OptionTable> = { readonly words: readonly string[] } & {
  readonly [Name in keyof Options]: ValueOf<Options[Name]>;
};

export type Command = {
  /** What stands behind its name in help: words, and options that matter. Empty where it takes no words. */
  readonly synopsis: string;
  /** One line. */
  readonly summary: string;
  readonly options: OptionTable;
  /** What its words may be. */
  readonly words?: Offers;
  /** Lines below its options. */
  readonly notes?: readonly string[];
  /** Loads what it needs; resolves with the exit code. */
  readonly run: (given: Given<OptionTable>) => Promise<number>;
};

/** By full name: `show`, `log append`. */
export type CommandTable = Readonly<Record<string, Command>>;

/** A row whose `run` gets just its own options. */
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

/** May be given several times. */
export function list(value: string, what: string, more: More = {}): Option & { readonly kind: 'list' } {
  return { kind: 'list', value, help: what, ...more };
}

/** `fromTime` as it is written: `--from-time`. */
export function written(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

export const help = flag('this help', { short: 'h' });
