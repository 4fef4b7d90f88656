import { IsOptional, ValidateIf } from 'class-validator';

/** The field may be absent; where it is there, its other rules hold, also for null, which the library's own lets pass. */
export const Optional = () => ValidateIf((_body: object, value: unknown) => value !== undefined);

/** The field may be absent, or null where that says something. */
export const OptionalOrNull = () => IsOptional();
