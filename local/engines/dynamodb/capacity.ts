// What a call consumes of DynamoDB's capacity, which is what AWS bills. dynalite tells it to those who ask for it, so every call asks. What a write
// costs in an index is not counted: the writes of a message's way touch none (lib/constructs/tables.ts).
import { isRecord } from '../aws-json.ts';
import type { Parameters } from './storage.ts';

/** The least that a read is billed, however little it finds. */
const LEAST_UNITS = 0.5;

/** The call with the question for its capacity. */
export const askForUnits = (parameters: Parameters): Parameters =>
  isAsked(parameters) ? parameters : { ...parameters, ReturnConsumedCapacity: 'TOTAL' };

/** Capacity units, of all tables together; 0 where the action consumes none. */
export const unitsOf = ({ ConsumedCapacity }: Parameters): number => {
  const consumed = [ConsumedCapacity].flat().filter(isRecord);
  const units = consumed.reduce((sum, { CapacityUnits }) => sum + Number(CapacityUnits), 0);
  return consumed.length > 0 ? Math.max(LEAST_UNITS, units) : 0;
};

/** The result as the caller asked for it. */
export const withoutUnits = (result: Parameters, parameters: Parameters): Parameters => {
  if (isAsked(parameters)) return result;
  const { ConsumedCapacity: _, ...asked } = result;
  return asked;
};

const isAsked = ({ ReturnConsumedCapacity }: Parameters): boolean =>
  ReturnConsumedCapacity !== undefined && ReturnConsumedCapacity !== 'NONE';
