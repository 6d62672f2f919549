import { getMetadataStorage, type ValidationError, validate } from 'class-validator';
import type { ValidatorFn } from 'type-graphql';
import type { Text } from '../locale.js';
import { badInputs, type Violation } from './errors.js';

/** Checks the values of input types by their decorators. Throws BAD_USER_INPUT with every violation. */
export const validateArguments: ValidatorFn = async (value, type) => {
  if (value === null || typeof value !== 'object' || typeof type !== 'function' || !isConstrained(type)) return;
  const errors = await validate(value, { forbidUnknownValues: false, stopAtFirstError: true });
  if (errors.length > 0) throw badInputs(violationsIn(errors, rootOf(type.name)));
};

const constrained = new WeakMap<object, boolean>();

/** Whether a class has any decorators of constraints: page arguments, say, have none, and come with every list. */
function isConstrained(type: object): boolean {
  const known =
    constrained.get(type) ??
    getMetadataStorage().getTargetValidationMetadatas(type as never, '', false, false).length > 0;
  constrained.set(type, known);
  return known;
}

/** Input types come in through the argument `input`, filters through `filter`, page arguments stand by themselves. */
function rootOf(typeName: string): string {
  if (typeName.endsWith('Input')) return 'input.';
  return typeName.endsWith('Filter') ? 'filter.' : '';
}

function violationsIn(errors: ValidationError[], root: string): Violation[] {
  return errors.flatMap(({ property, constraints = {}, contexts = {}, children = [] }) => [
    ...Object.keys(constraints).map((name) => ({ path: root + property, message: takes(contexts[name]) })),
    ...violationsIn(children, `${root}${property}.`),
  ]);
}

/** What the decorators of ours carry as their context. */
const takes = (context: { takes?: Text } | undefined): Text =>
  context?.takes ?? { it: 'il valore non è accettabile.', en: 'the value is not acceptable.' };
