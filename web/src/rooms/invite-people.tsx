import type { Invite } from '@parley/protocol';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, IconButton } from '../design/button.tsx';
import { Choice } from '../design/choice.tsx';
import { Dialog } from '../design/dialog.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';
import { inviteLinkOf } from '../route.ts';
import { useRoom, useSession } from '../session/session-context.ts';
import './rooms.css';

const HOUR = 60 * 60_000;
const ends = [
  [String(HOUR), 'An hour'],
  [String(24 * HOUR), 'A day'],
  [String(7 * 24 * HOUR), 'A week'],
  [String(30 * 24 * HOUR), '30 days'],
] as const;
const limitsOfUse = [
  ['0', 'Anyone with the link'],
  ...['1', '5', '10', '25', '100'].map((n) => [n, n === '1' ? 'One person' : `${n} people`] as const),
] as const;
const roles = [
  ['member', 'Member'],
  ['guest', 'Guest'],
] as const;

const copy = (code: string) =>
  navigator.clipboard.writeText(inviteLinkOf(code)).then(() => toast.done('The link has been copied.'), toast.error);

/** Makes links into a room, shows those that are good, and ends them. */
const InvitePeople = ({ roomId, onClose }: { roomId: string; onClose: () => void }) => {
  const { api } = useSession();
  const room = useRoom(roomId)?.room;
  const queries = useQueryClient();
  const [lasts, setLasts] = useState<string>(ends[2][0]);
  const [uses, setUses] = useState('0');
  const [role, setRole] = useState<'member' | 'guest'>('member');
  const queryKey = ['invites', roomId];
  const found = useQuery({ queryKey, queryFn: () => api.invites(roomId), staleTime: 0 });
  const refresh = () => queries.invalidateQueries({ queryKey });

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
    <Dialog title={`Invite people to ${room?.name ?? 'the room'}`} onClose={onClose}>
      <form className="dialog-body" onSubmit={submit} noValidate>
        <div className="field-row">
          <Choice label="Good for" value={lasts} onChange={setLasts} options={ends} />
          <Choice label="For" value={uses} onChange={setUses} options={limitsOfUse} />
          <Choice label="As" value={role} onChange={(value) => setRole(value === 'guest' ? 'guest' : 'member')} options={roles} />
        </div>
        <FormError>{error ?? found.error?.message}</FormError>
        <Button type="submit" kind="primary" icon="link" wide isPending={pending}>
          Create and copy link
        </Button>
        {invites.length > 0 && (
          <ul className="dialog-list" aria-label="Links">
            {invites.map((invite) => (
              <InviteLine key={invite.code} invite={invite} onRevoke={() => void revoke(invite.code)} />
            ))}
          </ul>
        )}
      </form>
    </Dialog>
  );
};

const until = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

const usedOf = ({ uses, maxUses }: Invite): string => {
  if (maxUses !== undefined) return `${uses} of ${maxUses} used`;
  return uses === 0 ? 'Not used yet' : `Used ${uses === 1 ? 'once' : `${uses} times`}`;
};

const InviteLine = ({ invite, onRevoke }: { invite: Invite; onRevoke: () => void }) => (
  <li className="listed">
    <span className="listed-text">
      <span className="listed-title invite-link">{inviteLinkOf(invite.code)}</span>
      <span className="listed-detail">
        {usedOf(invite)} · until {until.format(invite.expiresAt)}
        {invite.role === 'guest' && ' · guests'}
      </span>
    </span>
    <IconButton icon="copy" label="Copy link" onPress={() => void copy(invite.code)} />
    <IconButton icon="delete" label="Revoke link" onPress={onRevoke} />
  </li>
);

export default InvitePeople;
