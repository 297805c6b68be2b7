import { operatorsGroup } from '@parley/protocol';
import { useQuery } from '@tanstack/react-query';
import { useSession } from './session-context.ts';

/** The groups that a token says its bearer is in. Its letters are base64url's; of what it says, names alone are not ASCII. */
const groupsIn = (accessToken: string): unknown => {
  const [, claims = ''] = accessToken.split('.');
  return JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/')))['cognito:groups'];
};

/** Whether I run this Parley, as the token of my sign-in says; the services look for themselves. */
export const useOperates = (): boolean => {
  const { accessToken } = useSession();
  const groups = useQuery({ queryKey: ['groups'], queryFn: async () => groupsIn(await accessToken()) ?? [] });
  return Array.isArray(groups.data) && groups.data.includes(operatorsGroup);
};
