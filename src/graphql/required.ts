import { badInputs } from './errors.js';

/** Refuses an explicit null for what cannot be cleared: BAD_USER_INPUT names each. */
export function refuseNull<Input extends object>(input: Input, ...names: (keyof Input & string)[]): void {
  const violations = names
    .filter((name) => input[name] === null)
    .map((name) => ({
      path: `input.${name}`,
      message: {
        it: 'non si può svuotare: ometta il campo per lasciarlo com’è.',
        en: 'cannot be cleared: leave it out to keep it.',
      },
    }));
  if (violations.length > 0) throw badInputs(violations);
}

/** A change without the fields that were left out, so that assigning it keeps what they hold. */
export const given = <Input extends object>(input: Input): Partial<Input> =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Partial<Input>;
