// The schema, one step per version; PRAGMA user_version says how many were taken. Steps are never edited once released.

export const migrations: readonly string[] = [
  `
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

  create table workflow_events (
    run_id text not null,
    sequence integer not null,
    event_type text not null,
    timestamp real,
    payload blob not null,
    unique (run_id, sequence)
  ) strict;
  create trigger workflow_events_no_update before update on workflow_events
    begin select raise(abort, 'events are immutable'); end;
  create trigger workflow_events_no_delete before delete on workflow_events
    begin select raise(abort, 'events are immutable'); end;

  -- An insert or replace would delete without asking the trigger above.
  create trigger workflow_events_no_replace before insert on workflow_events
    when exists (select 1 from workflow_events where run_id = new.run_id and sequence = new.sequence)
    begin select raise(abort, 'events are immutable'); end;

  -- Made from the events, disposable.
  create table outlines (
    run_id text primary key not null,
    version integer not null,
    bytes blob not null
  ) strict;
  `,
];
