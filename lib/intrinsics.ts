const record = (value: object): Record<string, unknown> => ({ ...value });

/**
 * A template's value as one line of text, in cdk-nag's notation, which names accepted findings by it: `Ref` and `Fn::GetAtt` in angle
 * brackets, `Fn::Join` joined, `Fn::ImportValue` by its name.
 */
export const flatten = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value);
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join, 'Fn::Sub': sub, 'Fn::ImportValue': name } = record(value);
  if (typeof ref === 'string') return `<${ref}>`;
  if (typeof sub === 'string') return sub.replaceAll('${', '<').replaceAll('}', '>');
  if (typeof name === 'string') return name;
  if (Array.isArray(attribute)) return `<${attribute.join('.')}>`;
  if (Array.isArray(join) && Array.isArray(join[1])) return join[1].map(flatten).join(String(join[0]));
  return JSON.stringify(value);
};
