// A program as TypeScript, one call a line, and the line of each of its steps.

import type { Json } from '../../model/json.ts';
import type { Activity, Child, Handler, Options, Program, Step } from './program.ts';

export const header = `import {
  CancellationScope, condition, continueAsNew, defineSignal, deprecatePatch, executeChild, getExternalWorkflowHandle, patched,
  proxyActivities, proxyLocalActivities, setHandler, sleep, startChild, upsertMemo, ApplicationFailure,
} from '@temporalio/workflow';
const activities = (options: any): any => proxyActivities(options);
const locals: any = proxyLocalActivities({ startToCloseTimeout: '5s' });
`;

export type ProgramText = {
  readonly text: string;
  /** Step → its line, from 0 for the program's first. A step that begins several calls has the line of its own. */
  readonly lines: ReadonlyMap<number, number>;
};

export function programText(program: Program, name: string): ProgramText {
  return new Printer().program(program, name);
}

const json = (value: Json | Options): string => JSON.stringify(value);

class Printer {
  readonly #lines: string[] = [];
  readonly #places = new Map<number, number>();
  #depth = 0;

  program({ handlers, steps, end }: Program, name: string): ProgramText {
    this.#block(`export async function ${name}(): Promise<unknown> {`, '}', () => {
      this.#line('let total = 0;');
      this.#line('let got = 0;');
      handlers.forEach((handler) => this.#handler(handler));
      this.#steps(steps);
      this.#places.set(end.id, this.#lines.length);
      this.#line(endOf(end.kind, end.word));
    });
    return { text: `${this.#lines.join('\n')}\n`, lines: this.#places };
  }

  #line(text: string): void {
    this.#lines.push('  '.repeat(this.#depth) + text);
  }

  #block(opening: string, closing: string, inside: () => void): void {
    this.#line(opening);
    this.#depth++;
    inside();
    this.#depth--;
    this.#line(closing);
  }

  #handler({ id, signal, step }: Handler): void {
    this.#places.set(id, this.#lines.length);
    this.#block(`setHandler(defineSignal('${signal}'), async () => {`, '});', () => {
      if (step !== null) this.#step(step);
      this.#line('got++;');
    });
  }

  #steps(steps: readonly Step[]): void {
    steps.forEach((step) => this.#step(step));
  }

  #step(step: Step): void {
    this.#places.set(step.id, this.#lines.length);
    switch (step.kind) {
      case 'loop':
        return this.#block(`for (let turn = 0; turn < ${step.times}; turn++) {`, '}', () => this.#steps(step.steps));
      case 'patched':
        return this.#choice(`patched('${step.patchId}')`, step.steps, step.otherwise);
      case 'choice':
        return this.#choice(step.isFlipped ? 'total < 0' : 'total >= 0', step.steps, step.otherwise);
      case 'together':
        return this.#block(`await Promise.${step.isRace ? 'race' : 'all'}([`, ']);', () =>
          step.steps.forEach((one) => {
            this.#places.set(one.id, this.#lines.length);
            this.#line(`${callOf(one)},`);
          }),
        );
      case 'limited':
      case 'loose':
        this.#places.set(step.step.id, this.#lines.length);
        return this.#line(statementOf(step));
      default:
        return this.#line(statementOf(step));
    }
  }

  #choice(condition: string, steps: readonly Step[], otherwise: readonly Step[]): void {
    this.#block(`if (${condition}) {`, '} else {', () => this.#steps(steps));
    this.#depth++;
    this.#steps(otherwise);
    this.#depth--;
    this.#line('}');
  }
}

function statementOf(step: Step): string {
  switch (step.kind) {
    case 'activity':
    case 'local':
      return `total += Number(await ${callOf(step)});`;
    case 'limited':
      return `total += Number(await ${callOf(step)}.catch(() => 1));`;
    case 'loose':
      return `void ${callOf(step.step)}${step.step.kind === 'timer' ? '' : '.catch(() => 1)'};`;
    case 'memo':
    case 'deprecated':
      return `${callOf(step)};`;
    default:
      return `await ${callOf(step)};`;
  }
}

/** An expression; of a step that is one. */
function callOf(step: Step): string {
  switch (step.kind) {
    case 'activity':
      return activityCall(step);
    case 'local':
      return `locals.${step.name}(${step.args.map(json).join(', ')})`;
    case 'timer':
      return `sleep(${step.ms})`;
    case 'child':
      return childCall(step);
    case 'wait':
      return `condition(() => got >= ${step.count}${step.timeoutMs === null ? '' : `, ${step.timeoutMs}`})`;
    case 'memo':
      return `upsertMemo({ note: ${json(step.value)} })`;
    case 'deprecated':
      return `deprecatePatch('${step.patchId}')`;
    case 'signal':
      return `getExternalWorkflowHandle('${step.target}').signal('${step.name}', ${step.args.map(json).join(', ')})`;
    case 'limited':
      return `CancellationScope.withTimeout(${step.ms}, () => ${activityCall(step.step)})`;
    default:
      throw new Error(`${step.kind} is no expression`);
  }
}

function activityCall({ name, args, options, isCaught }: Activity): string {
  return `activities(${json(options)}).${name}(${args.map(json).join(', ')})${isCaught ? '.catch(() => 1)' : ''}`;
}

function childCall({ type, workflowId, args, options, isDetached }: Child): string {
  return `${isDetached ? 'startChild' : 'executeChild'}('${type}', ${json({ ...options, workflowId, args })})`;
}

function endOf(kind: Program['end']['kind'], word: string): string {
  if (kind === 'throw') return `throw ApplicationFailure.nonRetryable('${word}');`;
  if (kind === 'continueAsNew') return `return await continueAsNew('${word}');`;
  return `return { word: '${word}', total };`;
}
