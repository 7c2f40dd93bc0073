// What the file of a person's own dialect imports: types, and nothing that runs.

export type { Effect, Failure, OperationKey } from '../model/effect.ts';
export type { Json, JsonObject } from '../model/json.ts';
export type { OwnDialect, OwnExplanation } from '../model/own-dialect.ts';
