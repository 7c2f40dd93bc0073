// retrace stats: statistics of the engine's runs in a library.

import { counted } from '../model/duration.ts';
import { type EngineStats, type Spread, StatsCollector } from '../runtime/engine-stats.ts';
import { decoded } from '../runtime/history.ts';
import type { CommandOptions } from './command.ts';
import { printJson, printLine } from './terminal.ts';
import { withClient } from './workflow-place.ts';

export async function statsCommand({ db, json }: CommandOptions<'db' | 'json'>): Promise<number> {
  return await withClient(db, async (client, store) => {
    const all = Number.MAX_SAFE_INTEGER;
    const collector = new StatsCollector();
    for (const row of await client.list({ limit: all }))
      collector.add(row, (await store.log.read(row.run, 1, Infinity)).map(decoded));
    const stats = collector.stats((await client.deadLetters(all)).length);
    if (json) printJson(stats);
    else for (const line of statsLines(stats)) printLine(line);
    return 0;
  });
}

function statsLines({ runs, events, tasks, activities, ...others }: EngineStats): readonly string[] {
  const { scheduled, attempts, failedAttempts, completed, failed, cancelled } = activities;
  return [
    `runs         ${runs.open} open, ${runs.ended} ended, ${runs.quarantined} quarantined; ${counted(events, 'event')}`,
    `tasks        ${tasks.completed} completed, ${tasks.failed} failed; waited ${spreadText(others.taskWait)}`,
    `activities   ${scheduled} scheduled, ${completed} completed, ${failed} failed, ${cancelled} cancelled`,
    `attempts     ${attempts}, of them ${failedAttempts} failed; the first waited ${spreadText(others.activityWait)}`,
    `timers       ${others.timersFired} fired`,
    `signals      ${others.signalsReceived} received, ${counted(others.deadLetters, 'dead letter')}`,
  ];
}

function spreadText(spread: Spread): string {
  if (spread === null) return 'no time';
  return `${spread.medianMs} ms (median), ${spread.p99Ms} ms (99 of 100), ${spread.mostMs} ms (most)`;
}
