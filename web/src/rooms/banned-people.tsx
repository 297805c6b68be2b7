import type { Ban } from '@parley/protocol';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Avatar } from '../design/avatar.tsx';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { EmptyState, FormError } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { toast } from '../design/toast.tsx';
import { reasonOf, t } from '../languages/language.ts';
import { personName } from '../people/person-name.ts';
import { fetchAnew } from '../session/fetch-anew.ts';
import { useSession } from '../session/session-context.ts';
import './rooms.css';

/** Who is kept out of a room, and the way back. */
const BannedPeople = ({ roomId, onClose }: { roomId: string; onClose: () => void }) => {
  const { api } = useSession();
  const queries = useQueryClient();
  const queryKey = ['bans', roomId];
  const found = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => api.bans(roomId, pageParam === '' ? {} : { cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    staleTime: 0,
  });
  const bans = (found.data?.pages ?? []).flatMap((page) => page.items.map((ban) => ({ ...ban, name: personName(ban) })));

  const lift = async ({ userId, name }: Ban) => {
    try {
      await api.liftBan(roomId, userId);
      await fetchAnew(queries, queryKey);
      toast.done(t.rooms.bans.lifted(name));
    } catch (error) {
      toast.error(error);
    }
  };

  return (
    <Dialog title={t.rooms.bans.title} onClose={onClose}>
      <div className="dialog-body">
        <FormError>{found.error ? reasonOf(found.error) : undefined}</FormError>
        {found.isPending && <SkeletonRows count={3} label={t.rooms.bans.loading} />}
        {found.isSuccess && bans.length === 0 && (
          <EmptyState icon="people" title={t.rooms.bans.none}>
            {t.rooms.bans.meaning}
          </EmptyState>
        )}
        <ul className="dialog-list" aria-label={t.rooms.bans.title}>
          {bans.map((ban) => (
            <li key={ban.userId} className="listed">
              <Avatar id={ban.userId} name={ban.name} />
              <span className="listed-text">
                <span className="listed-title" dir="auto">
                  {ban.name}
                </span>
                <span className="listed-detail">
                  <bdi>@{ban.handle}</bdi>
                </span>
              </span>
              <Button onPress={() => void lift(ban)} aria-label={t.rooms.bans.liftOf(ban.name)}>
                {t.rooms.bans.lift}
              </Button>
            </li>
          ))}
        </ul>
        {found.hasNextPage && (
          <Button wide kind="quiet" isPending={found.isFetchingNextPage} onPress={() => found.fetchNextPage()}>
            {t.design.showMore}
          </Button>
        )}
      </div>
    </Dialog>
  );
};

export default BannedPeople;
