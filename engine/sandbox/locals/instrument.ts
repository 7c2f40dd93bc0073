// An instrumented copy of a source file: wherever an async function waits, it reports the waiting call and how to read
// its variables. It behaves like the file, in the same number of microtask turns: the same values are awaited, and no
// others. Sites are added to `sites`; the copy reports them by index. The names of the marks (`enter`, `at`, `back`,
// `exit`, `result`, `pass`, `module`) are those of RunningCalls.

import { type Node, parseSync } from 'oxc-parser';
import { must } from '../../model/assert.ts';
import { Edits } from './edits.ts';
import { marksGlobal } from './running-calls.ts';
import type { Site, SiteKind } from './site.ts';
import {
  blockNames,
  blockVariables,
  childrenOf,
  declaredBy,
  type FunctionNode,
  hasClash,
  headNames,
  hoistedNames,
  isFunction,
  isTypeOnly,
  namesOf,
  suspends,
  uses,
} from './syntax.ts';

/** The function around a place. */
type Around = {
  readonly name: string;
  /** True where the function's suspensions are reported. */
  readonly isOn: boolean;
  readonly isGenerator: boolean;
  /** Number of scopes outside the function. */
  readonly outer: number;
  readonly readsThis: boolean;
  readonly readsArguments: boolean;
  readonly hasThis: boolean;
  readonly hasArguments: boolean;
};

/** Names of each scope, the outermost first, without the module's. */
type Scopes = readonly (readonly string[])[];

type Loop = Extract<
  Node,
  { type: 'ForStatement' | 'ForInStatement' | 'ForOfStatement' | 'WhileStatement' | 'DoWhileStatement' }
>;

const outside: Around = {
  name: '',
  isOn: false,
  isGenerator: false,
  outer: 0,
  readsThis: false,
  readsArguments: false,
  hasThis: false,
  hasArguments: false,
};

/** undefined for a source that cannot be parsed: the bundler reports the error. */
export function instrument(code: string, file: string, sites: Site[]): string | undefined {
  const { program, errors } = parseSync(file, code, { sourceType: sourceType(file, code), preserveParens: true });
  if (errors.length > 0) return undefined;
  return new Instrumenter(code, file, sites).ofProgram(program);
}

function sourceType(file: string, code: string): 'module' | 'script' {
  return /\.c[jt]s$/.test(file) || (/\.jsx?$/.test(file) && !/^\s*(import|export)\b/m.test(code)) ? 'script' : 'module';
}

class Instrumenter {
  readonly #code: string;
  readonly #file: string;
  readonly #sites: Site[];
  readonly #edits: Edits;
  readonly #lines: readonly number[];
  /** Names that the file does not use: the reader's parameter must hide nothing. */
  readonly #marks: string;
  readonly #call: string;
  readonly #index: string;

  constructor(code: string, file: string, sites: Site[]) {
    this.#code = code;
    this.#file = file;
    this.#sites = sites;
    this.#edits = new Edits(code);
    this.#lines = [0, ...[...code.matchAll(/\n/g)].map(({ index }) => index + 1)];
    this.#marks = unused('$f', code);
    this.#call = unused('$a', code);
    this.#index = unused('$i', code);
  }

  ofProgram(program: Extract<Node, { type: 'Program' }>): string {
    const before = this.#sites.length;
    for (const statement of program.body) this.#walk(statement, [], outside);
    if (this.#sites.length === before) return this.#code;
    const names = [...blockVariables(program.body), ...program.body.flatMap(hoistedNames)];
    const site = this.#site('module', program, outside, names, 0);
    const directives = endOfDirectives(program.body);
    const at = directives ?? (this.#code.startsWith('#!') ? (this.#lines[1] ?? 0) : 0);
    const marks = `var ${this.#marks}=globalThis.${marksGlobal};`;
    const module = `${this.#marks}?.module(${site}${this.#reader(names)});`;
    this.#edits.close(at, `${directives === undefined ? '' : ';'}${marks}${module}`);
    return this.#edits.toString();
  }

  #walk(node: Node, scopes: Scopes, around: Around, name = ''): void {
    if (isTypeOnly(node)) return;
    if (isFunction(node)) return this.#function(node, scopes, around, name);
    if (around.isOn && this.#suspension(node, scopes, around)) return;
    switch (node.type) {
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        return this.#loop(node, scopes, around);
      case 'BlockStatement':
      case 'StaticBlock':
        return this.#children(node, [...scopes, blockNames(node.body)], around);
      case 'SwitchStatement': {
        this.#walk(node.discriminant, scopes, around);
        const inner = [...scopes, blockNames(node.cases.flatMap(({ consequent }) => consequent))];
        return node.cases.forEach((one) => this.#walk(one, inner, around));
      }
      case 'TryStatement':
        if (around.isOn && suspends(node))
          for (const block of [node.handler?.body, node.finalizer])
            if (block) this.#edits.close(block.start + 1, `${this.#mark('back')});`);
        return this.#children(node, scopes, around);
      case 'CatchClause':
        return this.#children(node, [...scopes, namesOf(node.param)], around);
      case 'ClassExpression':
        return this.#children(node, [...scopes, namesOf(node.id)], around);
      case 'PropertyDefinition':
      case 'AccessorProperty':
        // The value of a field is computed by a function of its own: `this` is the instance, and there are no
        // `arguments`.
        if (node.computed) this.#walk(node.key, scopes, around);
        if (node.value) this.#walk(node.value, scopes, { ...outside, hasThis: true }, keyName(node.key));
        return node.decorators.forEach((decorator) => this.#walk(decorator, scopes, around));
      case 'Property':
      case 'MethodDefinition':
        if (node.computed) this.#walk(node.key, scopes, around);
        return this.#walk(node.value, scopes, around, keyName(node.key));
      case 'VariableDeclarator':
        this.#walk(node.id, scopes, around);
        if (node.init) this.#walk(node.init, scopes, around, namesOf(node.id)[0]);
        return;
      case 'AssignmentExpression':
        this.#walk(node.left, scopes, around);
        return this.#walk(node.right, scopes, around, node.left.type === 'Identifier' ? node.left.name : undefined);
      default:
        this.#children(node, scopes, around);
    }
  }

  #children(node: Node, scopes: Scopes, around: Around): void {
    for (const child of childrenOf(node)) this.#walk(child, scopes, around);
  }

  /** True where the node is a suspension. */
  #suspension(node: Node, scopes: Scopes, around: Around): boolean {
    switch (node.type) {
      case 'AwaitExpression': {
        const { mark, end } = this.#at('await', node, node.argument, scopes, around);
        this.#edits.replace(node.start, node.start + 'await'.length, `${this.#mark('back')},await ${mark}`);
        this.#walk(node.argument, scopes, around);
        // Inserted after the insertions inside the expression: `await await x` closes from the inside out.
        this.#edits.close(node.end, `${end})`);
        return true;
      }
      case 'YieldExpression': {
        if (!around.isGenerator) return false;
        const { mark, end } = this.#at('yield', node, node.argument ?? node, scopes, around);
        this.#edits.open(node.start, `${this.#mark('back')},`);
        if (node.argument) {
          this.#edits.open(node.argument.start, mark);
          this.#walk(node.argument, scopes, around);
        }
        this.#edits.close(node.end, `${node.argument ? '' : ` ${mark}void 0`}${end})`);
        return true;
      }
      case 'ReturnStatement': {
        if (!node.argument) return false;
        if (!around.isGenerator) return this.#result(node, node.argument, scopes, around);
        const { mark, end } = this.#at('return', node, node.argument, scopes, around);
        this.#edits.open(node.argument.start, `${mark}(`);
        this.#walk(node.argument, scopes, around);
        this.#edits.close(node.argument.end, `)${end}`);
        return true;
      }
      case 'LabeledStatement': {
        const loop = loopOf(node);
        if (loop === undefined) return false;
        // The brace is outside the label, which belongs to the loop.
        this.#edits.open(node.start, '{');
        this.#forAwait(loop, scopes, around);
        this.#edits.close(node.end, `${this.#mark('back')})}`);
        return true;
      }
      case 'ForOfStatement':
        if (!node.await) return false;
        this.#edits.open(node.start, '{');
        this.#forAwait(node, scopes, around);
        this.#edits.close(node.end, `${this.#mark('back')})}`);
        return true;
      default:
        return false;
    }
  }

  /** Inserts the mark for the value of a call: it is told of once it is known. */
  #result(node: Node, argument: Node, scopes: Scopes, around: Around): true {
    const site = this.#site('result', node, around, [], 0);
    this.#edits.open(argument.start, `${this.#mark('result')},${site},(`);
    this.#walk(argument, scopes, around);
    this.#edits.close(argument.end, '))');
    return true;
  }

  /** Every turn waits for the next value; any early exit waits for the iterator to return. */
  #forAwait(node: Extract<Node, { type: 'ForOfStatement' }>, scopes: Scopes, around: Around): void {
    const { mark, end } = this.#at('for await', node, node.right, scopes, around);
    this.#edits.open(node.right.start, mark);
    this.#walk(node.right, scopes, around);
    this.#edits.close(node.right.end, end);
    const inner = [...scopes, headNames(node.left)];
    this.#walk(node.left, inner, around);
    this.#edits.open(node.body.start, `{${this.#mark('back')});try{`);
    this.#pass(node, around);
    this.#walk(node.body, inner, around);
    this.#edits.close(node.body.end, `}finally{${mark}void 0${end}}}`);
  }

  #loop(node: Loop, scopes: Scopes, around: Around): void {
    const head = node.type === 'ForStatement' ? node.init : 'left' in node ? node.left : undefined;
    const inner = head && declaredBy(head).length > 0 ? [...scopes, headNames(head)] : scopes;
    this.#edits.open(node.body.start, '{');
    this.#pass(node, around);
    this.#children(node, inner, around);
    this.#edits.close(node.body.end, '}');
  }

  /** Inserts the mark for the begin of a loop's turn. */
  #pass(node: Loop, around: Around): void {
    const site = this.#site('loop', node, around, [], 0);
    this.#edits.open(node.body.start, `${this.#marks}?.pass(${site});`);
  }

  #function(node: FunctionNode, scopes: Scopes, around: Around, called: string): void {
    const { body } = node;
    if (!body) return;
    const isArrow = node.type === 'ArrowFunctionExpression';
    const hasThis = isArrow ? around.hasThis : true;
    const hasArguments = isArrow ? around.hasArguments : true;
    const name = namesOf(node.id)[0] ?? called;
    const parameters = node.params.flatMap((parameter) => namesOf(parameter));
    const statements = body.type === 'BlockStatement' ? body.body : [];
    const hoisted = statements.flatMap(hoistedNames);
    const isSkipped = hasClash(statements, [...hoisted, ...parameters]);
    const within: Around = {
      name,
      isOn: node.async && !isSkipped,
      isGenerator: node.async && node.generator,
      outer: scopes.length,
      readsThis: node.async && hasThis && uses(node, 'this'),
      readsArguments: node.async && hasArguments && uses(body, 'arguments'),
      hasThis,
      hasArguments,
    };
    const ownName = node.type === 'FunctionExpression' ? namesOf(node.id) : [];
    const outer = [...scopes, ownName, parameters];
    for (const parameter of node.params) this.#walk(parameter, outer, { ...around, isOn: false });
    const site = node.async ? this.#functionSite(node, within, isSkipped) : -1;
    if (within.isOn) this.#enclose(body, site);
    const inner = [...outer, [...blockNames(statements), ...hoisted]];
    if (body.type === 'BlockStatement') this.#children(body, inner, within);
    else this.#walk(body, inner, within);
    if (within.isOn && body.type !== 'BlockStatement') this.#edits.close(body.end, this.#exit());
  }

  #functionSite(node: FunctionNode, within: Around, isSkipped: boolean): number {
    const site = this.#site('function', node, within, [], 0);
    const isGenerator = within.isGenerator && { isGenerator: true as const };
    this.#sites[site] = { ...must(this.#sites[site]), ...isGenerator, ...(isSkipped && { isSkipped: true as const }) };
    return site;
  }

  /** Inserts marks at the begin and end of calls; parameters, `name` and `length` are unchanged. */
  #enclose(body: Node, site: number): void {
    const enter = `const ${this.#call}=${this.#marks}.enter(${site});try{`;
    if (body.type !== 'BlockStatement') {
      this.#edits.open(body.start, `{${enter}return `);
      return;
    }
    const directives = endOfDirectives(body.body);
    this.#edits.close(directives ?? body.start + 1, `${directives === undefined ? '' : ';'}${enter}`);
    this.#edits.open(body.end - 1, this.#exit().slice(0, -1));
  }

  #exit(): string {
    return `}finally{${this.#mark('exit')})}}`;
  }

  /** Inserts text before and after the awaited value. */
  #at(
    kind: SiteKind,
    node: Node,
    waited: Node,
    scopes: Scopes,
    around: Around,
  ): { readonly mark: string; readonly end: string } {
    const { names, own } = visible(scopes, around);
    const site = this.#site(kind, node, around, names, own, this.#code.slice(waited.start, waited.end).slice(0, 80));
    return { mark: `${this.#mark('at')},${site},`, end: `${this.#reader(names)})` };
  }

  #mark(name: 'at' | 'back' | 'exit' | 'result'): string {
    return `${this.#marks}.${name}(${this.#call}`;
  }

  #reader(names: readonly string[]): string {
    if (names.length === 0) return '';
    const cases = names.map((name, index) => `case ${index}:return ${name};`).join('');
    return `,${this.#index}=>{switch(${this.#index}){${cases}}}`;
  }

  #site(kind: SiteKind, node: Node, { name }: Around, names: readonly string[], own: number, text?: string): number {
    const line = this.#lines.findLastIndex((start) => start <= node.start);
    const column = node.start - (this.#lines[line] ?? 0) + 1;
    const place = { kind, file: this.#file, line: line + 1, column, name, names, own };
    return this.#sites.push({ ...place, ...(text !== undefined && { text }) }) - 1;
  }
}

/** Visible names, innermost first: an inner name hides an outer one. */
function visible(scopes: Scopes, around: Around): { readonly names: readonly string[]; readonly own: number } {
  const own = new Set(scopes.slice(around.outer).toReversed().flat());
  if (around.readsThis) own.add('this');
  if (around.readsArguments) own.add('arguments');
  const closure = scopes.slice(0, around.outer).toReversed().flat();
  return { names: [...new Set([...own, ...closure])], own: own.size };
}

function loopOf(node: Node): Extract<Node, { type: 'ForOfStatement' }> | undefined {
  if (node.type === 'LabeledStatement') return loopOf(node.body);
  return node.type === 'ForOfStatement' && node.await ? node : undefined;
}

function endOfDirectives(statements: readonly Node[]): number | undefined {
  let end: number | undefined;
  for (const statement of statements) {
    if (statement.type !== 'ExpressionStatement' || !('directive' in statement) || statement.directive === null) break;
    end = statement.end;
  }
  return end;
}

function keyName(key: Node): string {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  return key.type === 'Identifier' ? key.name : '';
}

function unused(name: string, code: string): string {
  return code.includes(name) ? unused(`${name}$`, code) : name;
}
