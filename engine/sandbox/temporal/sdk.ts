// The parts of `@temporalio/workflow` that are called from outside its context. Typed here; the package is the user's.

import type { Context } from 'node:vm';

export type SdkLong = { toNumber(): number };

export type SdkCommand = Readonly<Record<string, unknown>>;
export type SdkJob = { readonly variant: string } & Readonly<Record<string, unknown>>;
export type SdkActivation = { readonly jobs: SdkJob[] } & Readonly<Record<string, unknown>>;

type Flag = { readonly id: number };

export type SinkCall = { readonly ifaceName: string; readonly fnName: string; readonly args: readonly unknown[] };

/** The state of one workflow, made by `initRuntime`. */
export type Activator = {
  now: number;
  sdkVersion?: string;
  workflowTaskError?: unknown;
  readonly queryHandlers?: unknown;
  readonly workflowSandboxDestructors?: (() => void)[];
  info: { readonly unsafe: object } & Readonly<Record<string, unknown>>;
  mutateWorkflowInfo(change: (info: Activator['info']) => Activator['info']): void;
  addKnownFlags(flags: readonly number[]): void;
  hasFlag?(flag: Flag): boolean;
  notifyHasPatch(job: { patchId: string }): void;
  updateRandomSeed(job: object): void;
  getAndResetSinkCalls?(): readonly SinkCall[];
  errorToFailure(error: unknown): object;
  pushCommand(command: SdkCommand, complete?: boolean): void;
};

/** Functions of the SDK's worker interface: each call runs its pending microtasks to the end. */
export type WorkerInterface = {
  initRuntime(options: object): void;
  /** Exists from SDK 1.11 on. */
  initialize?(job: object): void;
  activate(activation: SdkActivation, batchIndex?: number): void;
  concludeActivation(): { readonly successful: { readonly commands: readonly SdkCommand[] } };
  tryUnblockConditions(): number;
  dispose(): void;
  /** Exists from SDK 1.15 on: ends the context. */
  destroy?(): void;
  /** Exists up to SDK 1.10. */
  getAndResetSinkCalls?(): readonly SinkCall[];
};

/** Exports of the SDK's script; the script of the code adds its own modules. */
export type BundleExports = {
  readonly modules: readonly object[];
  readonly api: Readonly<Record<keyof WorkerInterface, unknown>>;
  readonly flags?: { readonly ProcessWorkflowActivationJobsAsSingleBatch?: Flag };
  readonly Long: {
    fromNumber(value: number): SdkLong;
    fromString(value: string, unsigned: boolean): SdkLong;
  };
};

export type WorkflowContext = Context & {
  readonly __TEMPORAL__: BundleExports;
  __TEMPORAL_ACTIVATOR__?: Activator;
  __temporal_globalSandboxDestructors?: (() => void)[];
  __temporal_args?: readonly unknown[];
};
