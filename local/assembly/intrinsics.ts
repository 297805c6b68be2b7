// CloudFormation's intrinsic functions, as far as the CDK writes them.
import { Problem } from '../problem.ts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** What the names in a template stand for. Each gives undefined for a name that it does not know. */
export interface Scope {
  /** The template being resolved, for messages. */
  stack: string;
  ref(name: string): Json | undefined;
  attribute(logicalId: string, attribute: string): Json | undefined;
  imported(exportName: string): Json | undefined;
  condition(name: string): Json | undefined;
  mapping(map: string, key: string, field: string): Json | undefined;
}

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Stands for `AWS::NoValue`: the property that holds it is left out. */
export const noValue = Symbol('AWS::NoValue');

type Resolved = Json | typeof noValue;

/** The value with every intrinsic function replaced by what it gives. Throws a `Problem` for a name or function that it does not know. */
export const resolve = (value: Json, scope: Scope): Json => {
  const resolved = evaluate(value, scope);
  return resolved === noValue ? null : resolved;
};

const evaluate = (value: Json, scope: Scope): Resolved => {
  if (Array.isArray(value)) return value.map((item) => evaluate(item, scope)).filter((item) => item !== noValue);
  if (!isObject(value)) return value;
  const call = intrinsicCall(value);
  if (call) return applyIntrinsic(call.name, call.argument, scope);
  const entries = Object.entries(value).map(([key, item]) => [key, evaluate(item, scope)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== noValue));
};

const intrinsicCall = (value: JsonObject): { name: string; argument: Json } | undefined => {
  const [entry, ...rest] = Object.entries(value);
  if (!entry || rest.length > 0) return undefined;
  const [name, argument] = entry;
  return name === 'Ref' || name === 'Condition' || name.startsWith('Fn::') ? { name, argument } : undefined;
};

const applyIntrinsic = (name: string, argument: Json, scope: Scope): Resolved => {
  const intrinsic = intrinsics[name];
  if (!intrinsic) throw new Problem(`The template of ${scope.stack} uses ${name}, which the local cloud does not know.`);
  return intrinsic(argument, scope);
};

const intrinsics: Record<string, (argument: Json, scope: Scope) => Resolved> = {
  Ref: (argument, scope) => (argument === 'AWS::NoValue' ? noValue : known(scope.ref(text(argument, scope)), `Ref ${argument}`, scope)),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, ...attribute] = Array.isArray(argument)
      ? argument.map((part) => text(part, scope))
      : text(argument, scope).split('.');
    return attributeOf(logicalId ?? '', attribute.join('.'), scope);
  },
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = list(argument, scope, 2);
    return list(parts, scope)
      .map((part) => text(part, scope))
      .join(text(separator, scope));
  },
  'Fn::Sub': (argument, scope) => {
    const [template, given] = Array.isArray(argument) ? argument : [argument, {}];
    const values = resolve(given ?? {}, scope);
    return text(template, scope).replaceAll(/\$\{([^}]+)\}/g, (_, name: string) =>
      substitute(name.trim(), isObject(values) ? values : {}, scope),
    );
  },
  'Fn::Select': (argument, scope) => {
    const [index, options] = list(argument, scope, 2);
    return known(list(options, scope)[Number(index)], `Fn::Select of item ${index}`, scope);
  },
  'Fn::Split': (argument, scope) => {
    const [separator, whole] = list(argument, scope, 2);
    return text(whole, scope).split(text(separator, scope));
  },
  'Fn::ImportValue': (argument, scope) => {
    const name = text(argument, scope);
    return known(scope.imported(name), `the export ${name}`, scope);
  },
  'Fn::Base64': (argument, scope) => Buffer.from(text(argument, scope)).toString('base64'),
  'Fn::FindInMap': (argument, scope) => {
    const [map, key, field] = list(argument, scope, 3).map((part) => text(part, scope));
    return known(scope.mapping(map ?? '', key ?? '', field ?? ''), `the mapping ${map}.${key}.${field}`, scope);
  },
  'Fn::If': (argument, scope) => {
    const [name, then, otherwise] = Array.isArray(argument) ? argument : [];
    const branch = applyIntrinsic('Condition', name ?? null, scope) === true ? then : otherwise;
    return evaluate(branch ?? null, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list(argument, scope, 2);
    return JSON.stringify(left) === JSON.stringify(right);
  },
  'Fn::And': (argument, scope) => list(argument, scope).every((item) => item === true),
  'Fn::Or': (argument, scope) => list(argument, scope).some((item) => item === true),
  'Fn::Not': (argument, scope) => list(argument, scope, 1)[0] !== true,
  Condition: (argument, scope) => {
    const name = text(argument, scope);
    return resolve(known(scope.condition(name), `the condition ${name}`, scope), scope);
  },
};

const substitute = (name: string, given: JsonObject, scope: Scope): string => {
  if (name.startsWith('!')) return `\${${name.slice(1)}}`;
  const value = given[name];
  if (value !== undefined) return text(value, scope);
  const [logicalId = '', ...attribute] = name.split('.');
  return text(attribute.length > 0 ? attributeOf(logicalId, attribute.join('.'), scope) : applyIntrinsic('Ref', name, scope), scope);
};

const attributeOf = (logicalId: string, attribute: string, scope: Scope): Json =>
  known(scope.attribute(logicalId, attribute), `${logicalId}.${attribute}`, scope);

const known = <T>(value: T | undefined, what: string, scope: Scope): T => {
  if (value === undefined) throw new Problem(`The template of ${scope.stack} refers to ${what}, which does not exist.`);
  return value;
};

const text = (value: Resolved | undefined, scope: Scope): string => {
  const resolved = value === undefined || value === noValue ? null : resolve(value, scope);
  if (typeof resolved === 'string') return resolved;
  if (typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
  throw new Problem(`The template of ${scope.stack} has ${JSON.stringify(resolved)} where a string must stand.`);
};

const list = (value: Json | undefined, scope: Scope, length?: number): Json[] => {
  const resolved = value === undefined ? null : resolve(value, scope);
  if (Array.isArray(resolved) && (length === undefined || resolved.length === length)) return resolved;
  throw new Problem(
    `The template of ${scope.stack} has ${JSON.stringify(resolved)} where a list${length ? ` of ${length}` : ''} must stand.`,
  );
};
