// Of React Query, what knows nothing of React.
import { QueryClient, QueryObserver } from '@tanstack/query-core';
import { fetchAnew } from '../../../web/src/session/fetch-anew.ts';

test.each([
  ['the first', undefined],
  ['a later', 'before'],
])('what %s fetch under way answers is not taken for what is there now', async (_name, data) => {
  const queries = new QueryClient();
  if (data !== undefined) queries.setQueryData(['list'], data);
  const answers: ((answer: string) => void)[] = [];
  const queryFn = () => new Promise<string>((resolve) => answers.push(resolve));
  const observer = new QueryObserver(queries, { queryKey: ['list'], queryFn, staleTime: 0, retry: false });
  const end = observer.subscribe(() => {});

  const fetched = fetchAnew(queries, ['list']);
  await new Promise(setImmediate);
  answers[0]?.('before the change');
  answers[1]?.('after it');
  await fetched;

  expect(observer.getCurrentResult().data).toBe('after it');
  end();
  queries.clear();
});
