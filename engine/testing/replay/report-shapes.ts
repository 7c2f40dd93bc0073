// The parts of JUnit XML and SARIF 2.1.0 that a check writes; taken from their schemas, not from the code.
// Sources: junit-10.xsd of Jenkins' xunit plugin; sarif-schema-2.1.0.json of OASIS, in which no object allows other
// properties.

import * as z from 'zod';

const index = z.int().min(-1);
const text = z.strictObject({ text: z.string().min(1) });
const level = z.enum(['none', 'note', 'warning', 'error']);
/** RFC 3986: a backslash, a space or a brace must be escaped. */
const uri = z.string().regex(/^[^\s\\{}<>"^`|]+$/);

const rule = z.strictObject({
  id: z.string(),
  shortDescription: text,
  defaultConfiguration: z.strictObject({ level }),
});

const location = z.strictObject({
  physicalLocation: z.strictObject({
    artifactLocation: z.strictObject({ uri }),
    region: z.strictObject({ startLine: z.int().min(1), startColumn: z.int().min(1) }),
  }),
});

const result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: index,
  level,
  message: text,
  locations: z.array(location),
  partialFingerprints: z.record(z.string(), z.string()),
});

const driver = z.strictObject({ name: z.string().min(1), version: z.string(), rules: z.array(rule) });
const run = z.strictObject({
  tool: z.strictObject({ driver }),
  invocations: z.array(z.strictObject({ executionSuccessful: z.boolean() })),
  results: z.array(result),
});

export const sarifShape = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.array(run),
});

type Shape = { readonly needs: readonly string[]; readonly may: readonly string[]; readonly holds: readonly string[] };

const counts = ['tests', 'failures', 'errors', 'time'];
const told = { needs: [], may: ['type', 'message'], holds: [] };
const elements: Readonly<Record<string, Shape>> = {
  testsuites: { needs: [], may: ['name', 'disabled', ...counts], holds: ['testsuite'] },
  testsuite: {
    needs: ['name'],
    may: [...counts, 'skipped', 'disabled', 'hostname', 'timestamp', 'id', 'package', 'file'],
    holds: ['properties', 'testcase', 'system-out', 'system-err'],
  },
  testcase: {
    needs: ['name'],
    may: ['classname', 'time', 'assertions', 'status', 'group', 'file'],
    holds: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
  },
  skipped: told,
  error: told,
  failure: told,
};

/** Errors of a document: malformed XML, and content outside the schema. */
export function junitMistakes(xml: string): readonly string[] {
  const mistakes: string[] = [];
  const open: string[] = [];
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  if (body === xml) mistakes.push('no declaration');
  for (const [, text = '', tag = ''] of body.matchAll(/([^<]*)(<[^>]*>)?/g)) {
    if (/&(?!(amp|lt|gt|quot|apos|#\d+);)/.test(text + tag)) mistakes.push(`a bare & in ${text}${tag}`);
    const [, end, name = '', attributes = '', isEmpty] =
      /^<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>$/.exec(tag) ?? [];
    if (tag === '') continue;
    if (name === '') mistakes.push(`no tag: ${tag}`);
    else if (end === '/') {
      if (open.pop() !== name) mistakes.push(`${tag} ends nothing`);
    } else {
      mistakes.push(...elementMistakes(name, attributes, open.at(-1)));
      if (isEmpty === '') open.push(name);
    }
  }
  return [...mistakes, ...open.map((name) => `<${name}> does not end`)];
}

function elementMistakes(name: string, written: string, parent: string | undefined): readonly string[] {
  const shape = elements[name];
  if (shape === undefined) return [`unknown element ${name}`];
  const attributes = [...written.matchAll(/ ([a-z]+)=/g)].map(([, attribute = '']) => attribute);
  return [
    ...attributes
      .filter((each) => !shape.may.includes(each) && !shape.needs.includes(each))
      .map((each) => `${name} ${each}`),
    ...shape.needs.filter((each) => !attributes.includes(each)).map((each) => `${name} without ${each}`),
    ...(parent !== undefined && elements[parent]?.holds.includes(name) !== true ? [`${name} in ${parent}`] : []),
  ];
}
