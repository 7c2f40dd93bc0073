// The active calls of instrumented code, reported by marks; nothing is copied until a request. Lives outside the code's
// context, in the same thread.

import { must } from '../../model/assert.ts';
import type { Call, Fiber, FiberRoot, Moment, Preview, Variable } from '../../model/replay/locals.ts';
import { Previews } from './preview.ts';
import type { Site, SiteKind, SuspensionKind } from './site.ts';

/** Name of the context's global with the marks. */
export const marksGlobal = '__retrace_calls';

/** Returns the value of a site's variable; throws for an uninitialised one. */
type Reader = (index: number) => unknown;

type RunningCall = {
  readonly id: number;
  readonly function: number;
  readonly parent: RunningCall | undefined;
  readonly root: FiberRoot | null;
  site: number;
  reader: Reader | undefined;
  waits: boolean;
  since: number;
  /** The call that was running when this one began or resumed, and that resumes when this one waits. */
  previous: RunningCall | undefined;
};

/** Methods of the SDK's activator that begin calls. */
type Beginnings = {
  startWorkflow?(job: object): unknown;
  signalWorkflow?(job: object): unknown;
  doUpdate?(job: object): unknown;
};
type Said = Readonly<Record<string, unknown>>;

const roots: Readonly<Record<keyof Beginnings, (job: Said) => FiberRoot>> = {
  startWorkflow: (job) => ({ type: 'main', name: String(job['workflowType']) }),
  signalWorkflow: (job) => ({
    type: 'signal',
    name: String(job['signalName']),
    eventId: Number(job['originatingEventId'] ?? 0),
  }),
  doUpdate: (job) => ({ type: 'update', name: String(job['name']), id: String(job['id']) }),
};

export class RunningCalls {
  readonly #sites: readonly Site[];
  readonly #onPass: ((site: number) => void) | undefined;
  readonly #alive = new Set<RunningCall>();
  readonly #modules = new Map<string, { readonly site: number; readonly reader: Reader }>();
  #current: RunningCall | undefined;
  /** The call that waits in the head of a `for await`: it consumes a generator that begins now. */
  #consumer: RunningCall | undefined;
  #root: FiberRoot | null = null;
  #made = 0;
  #mainEnd: number | undefined;
  /** Last event delivered to the code. */
  lastEvent = 0;

  /** `onPass`: called with the site whenever a call begins or waits, or a loop begins a turn. */
  constructor(sites: readonly Site[], onPass?: (site: number) => void) {
    this.#sites = sites;
    this.#onPass = onPass;
  }

  /** From then on the job that began a call is known. */
  watch(activator: object): void {
    const beginnings = activator as Beginnings;
    for (const name of Object.keys(roots) as (keyof Beginnings)[]) {
      const begin = beginnings[name];
      if (begin === undefined) continue;
      beginnings[name] = (job): unknown => this.within(roots[name](job as Said), () => begin.call(activator, job));
    }
  }

  /** Calls made by `run` have the root `root`. */
  within<T>(root: FiberRoot, run: () => T): T {
    const before = { root: this.#root, current: this.#current };
    this.#root = root;
    this.#current = undefined;
    try {
      return run();
    } finally {
      this.#root = before.root;
      this.#current = before.current;
    }
  }

  module(site: number, reader?: Reader): void {
    if (reader !== undefined) this.#modules.set(must(this.#sites[site]).file, { site, reader });
  }

  pass(site: number): void {
    this.#onPass?.(site);
  }

  enter(site: number): RunningCall {
    this.#onPass?.(site);
    const consumer = this.#sites[site]?.isGenerator === true ? this.#consumer : undefined;
    this.#consumer = undefined;
    const parent = consumer ?? this.#current;
    const call: RunningCall = {
      id: ++this.#made,
      function: site,
      parent,
      root: parent === undefined ? this.#root : parent.root,
      site,
      reader: undefined,
      waits: false,
      since: this.lastEvent,
      previous: this.#current,
    };
    this.#alive.add(call);
    this.#current = call;
    return call;
  }

  /** Returns the same value: the awaited value is unchanged. */
  at<T>(call: RunningCall, site: number, value: T, reader?: Reader): T {
    this.#onPass?.(site);
    call.site = site;
    call.reader = reader;
    call.waits = true;
    call.since = this.lastEvent;
    this.#consumer = this.#sites[site]?.kind === 'for await' ? call : undefined;
    this.#current = call.previous;
    call.previous = undefined;
    return value;
  }

  back<T>(call: RunningCall, value?: T): T | undefined {
    this.#consumer = undefined;
    if (call.waits) {
      call.waits = false;
      call.previous = this.#current;
      this.#current = call;
    }
    return value;
  }

  /** Returns the same value. */
  result<T>(call: RunningCall, site: number, value: T): T {
    this.#onPass?.(site);
    call.site = site;
    return value;
  }

  exit(call: RunningCall): void {
    if (!call.waits) this.#current = call.previous;
    this.#alive.delete(call);
    if (call.root?.type === 'main' && (call.parent === undefined || this.#nameOf(call) === call.root.name))
      this.#mainEnd ??= call.site;
  }

  /** Where the workflow returned or threw: its `return`, the last place where it waited, or its beginning. */
  get mainEnd(): Site | undefined {
    return this.#mainEnd === undefined ? undefined : this.#sites[this.#mainEnd];
  }

  #nameOf({ function: begun }: RunningCall): string | undefined {
    return this.#sites[begun]?.name;
  }

  /** The present state; runs none of the code. */
  look(): Omit<Moment, 'queries'> {
    const alive = [...this.#alive];
    const indices = new Map(alive.map((call, index) => [call, index]));
    const waitedFor = new Set(alive.flatMap((call) => callers(call).slice(1)));
    const fibers = alive
      .filter((call) => !waitedFor.has(call))
      .map((call): Fiber => ({ root: call.root, stack: callers(call).flatMap((one) => indices.get(one) ?? []) }));
    return { seq: this.lastEvent, calls: alive.map((call) => this.#shown(call)), fibers };
  }

  /** True where a call began to wait at that line after the last event. */
  reachedLine(file: string, line: number): boolean {
    return [...this.#alive].some(({ site, waits, since }) => {
      const place = must(this.#sites[site]);
      return waits && since === this.lastEvent && place.line === line && place.file === file;
    });
  }

  /**
   * The variable of the innermost call of the first fiber with the name in scope, else of a module; undefined without
   * one. Runs none of the code.
   */
  variable(name: string): { readonly value: unknown } | undefined {
    const alive = [...this.#alive].toReversed();
    const waitedFor = new Set(alive.flatMap((call) => callers(call).slice(1)));
    const innermost = alive.filter((call) => !waitedFor.has(call)).toSorted((a, b) => rank(a) - rank(b));
    for (const call of innermost.flatMap((one) => callers(one))) {
      const index = call.waits ? must(this.#sites[call.site]).names.indexOf(name) : -1;
      const found = index === -1 || call.reader === undefined ? undefined : readerValue(call.reader, index);
      if (found !== undefined) return found;
    }
    for (const { site, reader } of this.#modules.values()) {
      const index = must(this.#sites[site]).names.indexOf(name);
      const found = index === -1 ? undefined : readerValue(reader, index);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #shown({ id, function: begun, site, waits, since, reader }: RunningCall): Call {
    const { file, line, column, kind, text } = must(this.#sites[site]);
    const { name } = must(this.#sites[begun]);
    return {
      id,
      at: { file, line, column, ...(name !== '' && { name }) },
      kind: !waits || !isSuspension(kind) ? 'running' : kind,
      ...(waits && text !== undefined && { expression: text }),
      since,
      variables: this.#variables(site, waits ? reader : undefined, file),
    };
  }

  #variables(site: number, reader: Reader | undefined, file: string): readonly Variable[] {
    const { names, own } = must(this.#sites[site]);
    const previews = new Previews();
    const variables: Variable[] = [];
    const add = (name: string, scope: Variable['scope'], read: () => unknown): void => {
      const index = variables.push({ name, scope, value: { type: 'notYet' } }) - 1;
      const fill = (value: Preview): void => void (variables[index] = { name, scope, value });
      const value = valueOf(read);
      if (value !== undefined) previews.add(value.value, name, fill);
    };
    if (reader !== undefined)
      names.forEach((name, index) => add(name, index < own ? 'own' : 'closure', () => reader(index)));
    const module = this.#modules.get(file);
    const hidden = new Set(names);
    if (module !== undefined)
      must(this.#sites[module.site]).names.forEach((name, index) => {
        if (!hidden.has(name)) add(name, 'module', () => module.reader(index));
      });
    previews.finish();
    return variables;
  }
}

function isSuspension(kind: SiteKind): kind is SuspensionKind {
  return kind !== 'module' && kind !== 'function' && kind !== 'loop' && kind !== 'result';
}

/** Orders the workflow's own fiber first. */
function rank({ root }: RunningCall): number {
  return root?.type === 'main' ? 0 : 1;
}

function readerValue(reader: Reader, index: number): { readonly value: unknown } | undefined {
  return valueOf(() => reader(index));
}

/** undefined for an uninitialised variable. */
function valueOf(read: () => unknown): { readonly value: unknown } | undefined {
  try {
    return { value: read() };
  } catch {
    return undefined;
  }
}

/** The call itself, then its callers. */
function callers(call: RunningCall): readonly RunningCall[] {
  const stack = [call];
  for (let caller = call.parent; caller !== undefined; caller = caller.parent) stack.push(caller);
  return stack;
}
