import type * as z from 'zod/mini';
import { FaultPlan } from '../../local/faults/plan.ts';

/** A plan with these faults and no others. */
export const aFaultPlan = (plan: z.input<typeof FaultPlan>): FaultPlan => FaultPlan.parse(plan);
