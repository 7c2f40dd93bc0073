// Checks of actors, tenants and ledgers.

import type { AqEvent, EventOf, Id, U64 } from '../event.ts';
import type { Actor, Projection } from '../projection.ts';
import type { Check, End, Say, Step } from './promise.ts';

const patience = 3n;

/** Checks promises C25 and C26. */
export class Actors implements Check {
  readonly #say: Say;
  #latest: U64 = 0;
  /** The latest time before the present one, in seconds since 1970. */
  #earlier: U64 = 0;
  /** Lease owner → ids of its leased runs. */
  readonly #held = new Map<string, Set<Id>>();
  readonly #registered = new Map<Id, number>();
  readonly #byIdentity = new Map<string, Id>();

  constructor(say: Say) {
    this.#say = say;
  }

  note({ event, number, projection, refusal }: Step): void {
    if ('timestamp' in event) this.#noteTime(event.timestamp);
    if (refusal !== null) return;
    if (event.type === 'LeaseAcquired') this.#noteLease(event, number, projection);
    if (event.type === 'LeaseReleased' || event.type === 'LeaseExpired')
      this.#held.get(event.owner)?.delete(event.run_id);
    if (event.type === 'ActorRegistered') {
      this.#registered.set(event.actor_id, number);
      this.#byIdentity.set(event.identity, event.actor_id);
    }
    if (event.type === 'ActorDeregistered')
      this.#noteRemoval(projection.actors.get(event.actor_id), event.timestamp, number, projection);
  }

  #noteTime(time: U64): void {
    if (time <= this.#latest) return;
    this.#earlier = this.#latest;
    this.#latest = time;
  }

  #noteLease({ owner, run_id }: EventOf<'LeaseAcquired'>, number: number, { actors, runs, tasks }: Projection): void {
    const held = this.#held.get(owner) ?? new Set<Id>();
    this.#held.set(owner, held.add(run_id));
    const actor = actors.get(this.#byIdentity.get(owner) ?? '');
    if (actor === undefined) return;
    const missing =
      tasks
        .get(runs.get(run_id)?.task_id ?? '')
        ?.task_spec.constraints.required_capabilities?.filter((each) => !actor.capabilities.includes(each)) ?? [];
    if (missing.length > 0)
      this.#say('C26', number, `${owner} takes run ${run_id} without the capabilities ${missing.join(', ')}.`);
    if (actor.deregistered_at !== null)
      this.#say('C26', number, `${owner} takes run ${run_id} after it was removed at ${actor.deregistered_at}.`);
  }

  #noteRemoval(actor: Actor | undefined, timestamp: U64, number: number, { runs }: Projection): void {
    if (actor === undefined) return;
    const seen = this.#latest < timestamp ? this.#latest : this.#earlier;
    if (BigInt(seen) > deadlineOf(actor))
      this.#say(
        'C25',
        number,
        `${actor.identity || actor.actor_id} is removed at ${timestamp}; its deadline was ${deadlineOf(actor)}, and other things were recorded since.`,
      );
    const open = [...(this.#held.get(actor.identity) ?? [])].filter(
      (id) => runs.get(id)?.lease?.owner === actor.identity,
    );
    if (open.length > 0)
      this.#say(
        'C25',
        number,
        `${actor.identity} is removed while it holds the lease of ${open.length === 1 ? `run ${open[0]}` : `${open.length} runs`}; nothing releases it.`,
      );
  }

  end({ projection }: End): void {
    for (const actor of projection.actors.values()) {
      if (actor.deregistered_at === null && BigInt(this.#latest) > deadlineOf(actor))
        this.#say(
          'C25',
          this.#registered.get(actor.actor_id) ?? 0,
          `${actor.identity || actor.actor_id} has been silent past its deadline ${deadlineOf(actor)}, and is not removed.`,
        );
    }
  }
}

function deadlineOf({ last_heartbeat_at, registered_at, heartbeat_interval_secs }: Actor): bigint {
  return BigInt(last_heartbeat_at ?? registered_at) + patience * BigInt(heartbeat_interval_secs);
}

/** Checks promise C27 and the parts of C28 about actors. */
export class Platform implements Check {
  readonly #say: Say;
  readonly #entries = new Map<Id, number>();
  #lastEntry: U64 = 0;

  constructor(say: Say) {
    this.#say = say;
  }

  note({ event, number, projection }: Step): void {
    if (event.type === 'LedgerEntryAppended') this.#noteEntry(event, number);
    const member = memberOf(event);
    if (member !== undefined) this.#noteMember(member, number, projection);
  }

  #noteEntry({ entry_id, timestamp }: EventOf<'LedgerEntryAppended'>, number: number): void {
    const before = this.#entries.get(entry_id);
    if (before === undefined) this.#entries.set(entry_id, number);
    else this.#say('C27', number, `Ledger entry ${entry_id} was appended before, by record ${before}.`);
    if (timestamp < this.#lastEntry)
      this.#say('C27', number, `Ledger entry ${entry_id} is of ${timestamp}, before the one appended ahead of it.`);
    this.#lastEntry = timestamp;
  }

  #noteMember({ actor, tenant }: Member, number: number, { actors, tenants }: Projection): void {
    if (!tenants.has(tenant)) this.#say('C28', number, `No record creates tenant ${tenant}.`);
    const own = actor === null ? undefined : actors.get(actor)?.tenant_id;
    if (own !== undefined && own !== null && own !== tenant)
      this.#say('C28', number, `Actor ${actor} of tenant ${own} acts in tenant ${tenant}.`);
  }

  end(): void {}
}

type Member = { readonly actor: Id | null; readonly tenant: Id };

function memberOf(event: AqEvent): Member | undefined {
  switch (event.type) {
    case 'RoleAssigned':
    case 'CapabilityGranted':
    case 'LedgerEntryAppended':
      return { actor: event.actor_id, tenant: event.tenant_id };
    default:
      return undefined;
  }
}
