import * as z from 'zod/mini';
import { Problem } from '../problem.ts';
import type { Resource } from './resources.ts';

/** The resource's properties in the shape that the local cloud needs; properties it does not know are dropped. */
export const propertiesOf = <T>(resource: Resource, schema: z.ZodMiniType<T>): T => {
  const parsed = schema.safeParse(resource.properties);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String).join('.') || 'properties';
  throw new Problem(
    `The local cloud does not understand ${path} of ${resource.stack}/${resource.logicalId} (${resource.type}): ${issue?.message}.`,
  );
};

/** CloudFormation lets numbers and booleans be written as strings. */
export const number = z.coerce.number();
export const boolean = z.pipe(
  z.union([z.boolean(), z.enum(['true', 'false'])]),
  z.transform((value) => value === true || value === 'true'),
);
export const strings = z.array(z.string());

/** `arn:…:function:<name>`, wherever it stands, as in an integration's URI. */
export const functionNameIn = (text: string): string => /:function:([^:/]+)/.exec(text)?.[1] ?? text;
