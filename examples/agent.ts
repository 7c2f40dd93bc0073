// An agent: a model is asked what to do, a tool does it, and the model is told, until it has an answer. Calls that fail are tried again; what
// a tool cannot do the model is told. The model here is a small stand-in; a real one is one activity. Run it:
// npx retrace run examples/agent.ts agent --input '{"question":"What is 6 times 7, and is it rainy?"}'

import { activity, type ActivityContext, type Context, NonRetryable, OperationFailed } from 'retrace';

export type Call = { readonly tool: string; readonly given: string };
export type Thought = { readonly call: Call } | { readonly answer: string };
export type Line = { readonly from: 'user' | 'model' | 'tool'; readonly text: string };

/** In place of a request to a model: asks for what is not known yet, and answers then. */
export const think = activity(
  'think',
  async (lines: readonly Line[], { attempt }: ActivityContext): Promise<Thought> => {
    if (attempt === 1 && lines.length === 1) throw new Error('429 too many requests');
    const told = lines.filter(({ from }) => from === 'tool').map(({ text }) => text);
    const [question] = lines;
    const sum = /(\d+) times (\d+)/.exec(question?.text ?? '');
    if (sum !== null && told.length === 0) return { call: { tool: 'multiply', given: `${sum[1]},${sum[2]}` } };
    if (/rain/.test(question?.text ?? '') && told.length < 2) return { call: { tool: 'weather', given: 'here' } };
    return { answer: told.join('; ') };
  },
  { retry: { initialIntervalMs: 300, maximumAttempts: 5 }, timeouts: { startToCloseMs: 60_000 } },
);

export const useTool = activity(
  'useTool',
  async ({ tool, given }: Call): Promise<string> => {
    if (tool === 'multiply') return String(given.split(',').reduce((product, each) => product * Number(each), 1));
    throw new NonRetryable(`there is no tool ${tool}`);
  },
  { retry: { maximumAttempts: 3 }, timeouts: { startToCloseMs: 30_000 } },
);

export async function agent(
  ctx: Context,
  { question, most = 10 }: { readonly question: string; readonly most?: number },
) {
  const lines: Line[] = [{ from: 'user', text: question }];
  ctx.onQuery('lines', () => lines);
  for (let step = 1; step <= most; step++) {
    const thought = await ctx.run(think, lines);
    if ('answer' in thought) return { answer: thought.answer, steps: step };
    lines.push({ from: 'model', text: `${thought.call.tool}(${thought.call.given})` });
    lines.push({ from: 'tool', text: await toolText(ctx, thought.call) });
  }
  throw new Error(`no answer after ${most} steps`);
}

/** What a tool cannot do is something to tell the model, and no reason to give up. */
async function toolText(ctx: Context, call: Call): Promise<string> {
  try {
    return await ctx.run(useTool, call);
  } catch (error) {
    if (error instanceof OperationFailed) return error.failure.message;
    throw error;
  }
}
