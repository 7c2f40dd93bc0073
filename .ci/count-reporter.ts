// A reporter for node's test runner: prints the counts of the whole run as one line of JSON, for check.ts.
import type { TestEvent } from 'node:test/reporters';

// The test runner takes a reporter from the default export.
export default async function* countReporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    // A summary with a file covers only that file.
    if (event.type === 'test:summary' && event.data.file === undefined) yield `${JSON.stringify(event.data.counts)}\n`;
  }
}
