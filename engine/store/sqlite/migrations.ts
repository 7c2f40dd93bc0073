// The schema, one migration per version; PRAGMA user_version counts the migrations run. Released migrations are never
// edited.

/** PRAGMA application_id of our files: "Rtrc". */
export const applicationId = 0x52_74_72_63;

export const migrations: readonly string[] = [
  `
  create table workflow_events (
    run_id text not null,
    sequence integer not null,
    event_type text not null,
    timestamp real,
    payload blob not null,
    digest blob not null,
    unique (run_id, sequence)
  ) strict;

  -- Runs that begin with another run's events.
  create table branches (
    run_id text primary key not null,
    parent_id text not null,
    fork_sequence integer not null,
    fork_digest blob not null
  ) strict, without rowid;

  -- Runs that take archived events back, while they do; empty outside of a transaction.
  create table restoring (run_id text primary key not null) strict, without rowid;

  create trigger workflow_events_no_update before update on workflow_events
    begin select raise(abort, 'events are immutable'); end;

  -- Only what an archive has: a continuation event −k stands for the events up to k.
  create trigger workflow_events_no_delete before delete on workflow_events
    when old.sequence < 0 or not exists (select 1 from workflow_events where run_id = old.run_id and sequence <= -old.sequence)
    begin select raise(abort, 'events are immutable'); end;

  -- A row is added only as the next one of its run; insert or replace would delete without asking the trigger above. The first line
  -- is the everyday case. Then: the first one, also of a branch; the first one behind archives; one that comes back from an archive;
  -- a continuation, which goes on with the chain.
  create trigger workflow_events_append_only before insert on workflow_events
    when not (new.sequence > 0 and new.sequence - 1 = ifnull((select max(sequence) from workflow_events where run_id = new.run_id), -1))
      and not (new.sequence = 1 + ifnull((select fork_sequence from branches where run_id = new.run_id), 0)
        and not exists (select 1 from workflow_events where run_id = new.run_id))
      and not (new.sequence is 1 - (select min(sequence) from workflow_events where run_id = new.run_id)
        and not exists (select 1 from workflow_events where run_id = new.run_id and sequence > 0))
      and not (new.sequence > 0
        and exists (select 1 from restoring where run_id = new.run_id)
        and exists (select 1 from workflow_events where run_id = new.run_id and sequence <= -new.sequence)
        and not exists (select 1 from workflow_events where run_id = new.run_id and sequence = new.sequence))
      and not (new.sequence < 0 and new.event_type = 'archived'
        and new.digest is (select digest from workflow_events where run_id = new.run_id and sequence = -new.sequence)
        and not exists (select 1 from workflow_events where run_id = new.run_id and sequence = new.sequence))
    begin select raise(abort, 'events are immutable, and each has the next sequence of its run'); end;

  create trigger branches_no_update before update on branches
    begin select raise(abort, 'branches are immutable'); end;
  create trigger branches_no_delete before delete on branches
    begin select raise(abort, 'branches are immutable'); end;
  create trigger branches_no_replace before insert on branches
    when exists (select 1 from branches where run_id = new.run_id)
      or exists (select 1 from workflow_events where run_id = new.run_id)
    begin select raise(abort, 'branches are immutable'); end;

  -- Folded states: made from the events, disposable.
  create table checkpoints (
    run_id text not null,
    name text not null,
    sequence integer not null,
    digest blob not null,
    checksum blob not null,
    bytes blob not null,
    primary key (run_id, name, sequence)
  ) strict;

  -- What the library says of a run.
  create table runs (
    run_id text primary key not null,
    digest text not null unique,
    workflow_id text,
    workflow_type text,
    status text not null,
    imported_at real not null,
    summary text not null,
    envelope text not null
  ) strict;
  create index runs_by_workflow on runs (workflow_id);

  -- Made from the events, disposable.
  create table outlines (
    run_id text primary key not null,
    version integer not null,
    checksum blob not null,
    bytes blob not null
  ) strict;
  `,
  `
  -- Which database this is, whatever its file is called: one row.
  create table log_identity (id blob not null) strict;
  insert into log_identity (id) values (randomblob(16));

  -- Events that were acknowledged and then lost with the write-ahead log.
  create table lost_heads (
    run_id text not null,
    sequence integer not null,
    digest blob not null,
    primary key (run_id, sequence, digest)
  ) strict, without rowid;
  `,
  `
  -- What is known with a run is apart from what is known from its events: the latter is made anew where they are more, or others.
  alter table runs rename to runs_before;
  drop index runs_by_workflow;
  create table runs (
    run_id text primary key not null,
    digest text not null unique,
    imported_at real not null,
    origin text not null,
    envelope text not null
  ) strict;
  insert into runs select run_id, digest, imported_at,
    json_patch('{}', json_object('runId', run_id, 'importedAtMs', imported_at, 'dialect', summary ->> 'dialect', 'form', summary ->> 'form', 'source', summary ->> 'source',
      'place', summary -> 'place', 'notes', summary -> 'notes', 'identity', json_object('workflowId', summary ->> 'workflowId', 'workflowType', summary ->> 'workflowType'))),
    envelope from runs_before where json_valid(summary) order by rowid;
  drop table runs_before;

  -- Made from origin and events, disposable: good for the event it names, and the version of the explanation.
  create table run_summaries (
    run_id text primary key not null,
    sequence integer not null,
    digest blob not null,
    version integer not null,
    summary text not null
  ) strict;

  -- Outlines are checkpoints.
  drop table outlines;
  `,
  `
  -- Runs that are being written, in more than one transaction: hidden until the last one, and swept where that never came.
  create table arriving (run_id text primary key not null) strict, without rowid;

  -- Only what an archive has: a continuation event −k stands for the events up to k; and what was never seen.
  drop trigger workflow_events_no_delete;
  create trigger workflow_events_no_delete before delete on workflow_events
    when (old.sequence < 0 or not exists (select 1 from workflow_events where run_id = old.run_id and sequence <= -old.sequence))
      and not exists (select 1 from arriving where run_id = old.run_id)
    begin select raise(abort, 'events are immutable'); end;
  `,
  `
  -- Runs that our own engine makes happen: who is at work on them, and when somebody has to be.
  create table engine_runs (
    run_id text primary key not null,
    workflow_id text not null,
    workflow_type text not null,
    code text,
    started_at real not null,
    closed integer not null,
    due_at real,
    woken integer not null,
    owner text,
    claims integer not null,
    lease_until real not null,
    quarantined text,
    start_key text
  ) strict;
  create unique index engine_runs_open on engine_runs (workflow_id) where closed = 0;
  create index engine_runs_by_workflow on engine_runs (workflow_id);
  create index engine_runs_due on engine_runs (due_at) where closed = 0;
  create index engine_runs_owned on engine_runs (owner) where closed = 0;

  -- Signals to workflows that have no open run.
  create table dead_letters (
    at real not null,
    workflow_id text not null,
    name text not null,
    input text
  ) strict;
  `,
  `
  -- Runs that a person took out of the library, and the process that can bring them back; null = let go of.
  create table deleted_runs (run_id text primary key not null, owner integer) strict, without rowid;
  `,
  `
  -- What a person says of a run, wherever it came from: its name, and notes (a JSON list).
  create table said_of_runs (
    run_id text primary key not null,
    name text,
    notes text not null
  ) strict, without rowid;
  insert into said_of_runs select run_id, origin ->> 'name', coalesce(origin -> 'notes', '[]') from runs
    where json_valid(origin) and coalesce(origin ->> 'name', origin -> 'notes') is not null;
  update runs set origin = json_remove(origin, '$.name', '$.notes') where json_valid(origin);
  update run_summaries set summary = json_remove(summary, '$.name', '$.notes') where json_valid(summary);
  `,
  `
  -- What came in for an owner, and the latest run of a workflow: without a look at all runs that ever were.
  drop index engine_runs_by_workflow;
  create index engine_runs_by_workflow on engine_runs (workflow_id, started_at);
  create index engine_runs_woken on engine_runs (owner) where woken = 1 and owner is not null;
  `,
];
