// The workers' metadata about themselves that determines how to run the code again. T6 of SPEC.md.

import type { EventOf } from '../../formats/temporal/canonical/history-event.ts';
import type { DeploymentVersion } from '../../sandbox/guest.ts';

type Completed = EventOf<'WorkflowTaskCompleted'>['attributes'];

/** Flags of the core. */
export const checksIdsFlag = 1;
export const upsertsPatchesFlag = 2;
export const movesEndingsFlag = 3;

export class SdkMetadata {
  readonly #core = new Set<number>();
  readonly #lang = new Set<number>();
  sdkVersion: string | undefined;
  deployment: DeploymentVersion | undefined;

  /** Flags are written on first use: they accumulate. */
  noteSdk({ sdkMetadata }: Completed): void {
    for (const flag of sdkMetadata?.coreUsedFlags ?? []) this.#core.add(flag);
    for (const flag of sdkMetadata?.langUsedFlags ?? []) this.#lang.add(flag);
    this.sdkVersion = sdkMetadata?.sdkVersion ?? this.sdkVersion;
  }

  noteDeployment(completed: Completed): void {
    const { workerVersion, workerDeploymentName, workerDeploymentVersion, deploymentVersion } = completed;
    let { deploymentName = '', buildId = '' } = deploymentVersion ?? {};
    if (deploymentVersion === undefined) {
      buildId = workerVersion?.buildId ?? '';
      deploymentName = workerDeploymentName ?? '';
      const dot = workerDeploymentVersion?.indexOf('.') ?? -1;
      if (workerDeploymentVersion !== undefined && dot >= 0) {
        deploymentName = workerDeploymentVersion.slice(0, dot);
        buildId = workerDeploymentVersion.slice(dot + 1);
      }
    }
    if (buildId !== '' || deploymentName !== '') this.deployment = { deploymentName, buildId };
  }

  has(coreFlag: number): boolean {
    return this.#core.has(coreFlag);
  }

  get langFlags(): readonly number[] {
    return [...this.#lang];
  }
}
