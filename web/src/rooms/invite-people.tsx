import type { Invite } from '@parley/protocol';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, IconButton } from '../design/button.tsx';
import { Choice } from '../design/choice.tsx';
import { copyText } from '../design/copying.ts';
import { Dialog } from '../design/dialog.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';
import { perLocale, reasonOf, t } from '../languages/language.ts';
import { inviteLinkOf } from '../route.ts';
import { fetchAnew } from '../session/fetch-anew.ts';
import { useRoom, useSession } from '../session/session-context.ts';
import './rooms.css';

const HOUR = 60 * 60_000;
const WEEK = 7 * 24 * HOUR;
const ends = () =>
  [
    [String(HOUR), t.rooms.invite.hour],
    [String(24 * HOUR), t.rooms.invite.day],
    [String(WEEK), t.rooms.invite.week],
    [String(30 * 24 * HOUR), t.rooms.invite.month],
  ] as const;
const limitsOfUse = () => [
  ['0', t.rooms.invite.anyone] as const,
  ...[1, 5, 10, 25, 100].map((uses) => [String(uses), t.rooms.invite.people(uses)] as const),
];
const roles = () =>
  [
    ['member', t.rooms.invite.member],
    ['guest', t.rooms.invite.guest],
  ] as const;

const copy = (code: string) => copyText(inviteLinkOf(code), t.rooms.invite.copied);

/** Makes links into a room, shows those that are good, and ends them. */
const InvitePeople = ({ roomId, onClose }: { roomId: string; onClose: () => void }) => {
  const { api } = useSession();
  const room = useRoom(roomId)?.room;
  const queries = useQueryClient();
  const [lasts, setLasts] = useState(String(WEEK));
  const [uses, setUses] = useState('0');
  const [role, setRole] = useState<'member' | 'guest'>('member');
  const queryKey = ['invites', roomId];
  const found = useQuery({ queryKey, queryFn: () => api.invites(roomId), staleTime: 0 });
  const refresh = () => fetchAnew(queries, queryKey);

  const { pending, error, submit } = useSubmission(async () => {
    const limit = uses === '0' ? {} : { maxUses: Number(uses) };
    const { code } = await api.createInvite(roomId, { expiresAt: Date.now() + Number(lasts), role, ...limit });
    await refresh();
    await copy(code);
  });
  const revoke = async (code: string) => {
    try {
      await api.revokeInvite(roomId, code);
      await refresh();
    } catch (failure) {
      toast.error(failure);
    }
  };

  const invites = (found.data?.items ?? []).toSorted((a, b) => b.createdAt - a.createdAt);
  return (
    <Dialog title={t.rooms.invite.title(room?.name)} onClose={onClose}>
      <form className="dialog-body" onSubmit={submit} noValidate>
        <div className="field-row">
          <Choice label={t.rooms.invite.goodFor} value={lasts} onChange={setLasts} options={ends()} />
          <Choice label={t.rooms.invite.for} value={uses} onChange={setUses} options={limitsOfUse()} />
          <Choice
            label={t.rooms.invite.as}
            value={role}
            onChange={(value) => setRole(value === 'guest' ? 'guest' : 'member')}
            options={roles()}
          />
        </div>
        <FormError>{error ?? (found.error ? reasonOf(found.error) : undefined)}</FormError>
        <Button type="submit" kind="primary" icon="link" wide isPending={pending}>
          {t.rooms.invite.create}
        </Button>
        {invites.length > 0 && (
          <ul className="dialog-list" aria-label={t.rooms.invite.links}>
            {invites.map((invite) => (
              <InviteLine key={invite.code} invite={invite} onRevoke={() => void revoke(invite.code)} />
            ))}
          </ul>
        )}
      </form>
    </Dialog>
  );
};

const moment = perLocale((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }));

const usedOf = ({ uses, maxUses }: Invite): string => {
  if (maxUses !== undefined) return t.rooms.invite.usedOf(uses, maxUses);
  return uses === 0 ? t.rooms.invite.unused : t.rooms.invite.used(uses);
};

const InviteLine = ({ invite, onRevoke }: { invite: Invite; onRevoke: () => void }) => (
  <li className="listed">
    <span className="listed-text">
      <span className="listed-title invite-link">{inviteLinkOf(invite.code)}</span>
      <span className="listed-detail invite-detail">
        {usedOf(invite)} · {t.rooms.invite.until(moment().format(invite.expiresAt))}
        {invite.role === 'guest' && ` · ${t.rooms.invite.guests}`}
      </span>
    </span>
    <IconButton icon="copy" label={t.rooms.invite.copy} onPress={() => void copy(invite.code)} />
    <IconButton icon="delete" label={t.rooms.invite.revoke} onPress={onRevoke} />
  </li>
);

export default InvitePeople;
