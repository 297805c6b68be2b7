import { previewInvite } from '@parley/client';
import type { InvitePreview } from '@parley/protocol';
import { useEffect, useState } from 'react';
import { loadDeployment } from '../deployment.ts';
import { reasonOf, t } from '../languages/language.ts';
import { RoomSymbol } from '../rooms/room-symbol.tsx';
import './invitation.css';

export type Invitation = { state: 'loading' | 'over' } | { state: 'failed'; reason: string } | { state: 'good'; preview: InvitePreview };

/** Where a link leads, asked without a sign-in. */
export const useInvitation = (code: string): Invitation => {
  const [invitation, setInvitation] = useState<Invitation>({ state: 'loading' });

  useEffect(() => {
    let here = true;
    const show = (next: Invitation) => here && setInvitation(next);
    const ask = async () => {
      try {
        const preview = await previewInvite((await loadDeployment()).httpUrl, code);
        show(preview === undefined ? { state: 'over' } : { state: 'good', preview });
      } catch (error) {
        show({ state: 'failed', reason: reasonOf(error) });
      }
    };
    void ask();
    return () => {
      here = false;
    };
  }, [code]);

  return invitation;
};

/** The room as the link shows it. */
export const InvitedRoom = ({ preview: { room, invitedBy } }: { preview: InvitePreview }) => (
  <div className="invited-room">
    <span className="invited-room-symbol">
      <RoomSymbol room={room} size="lg" />
    </span>
    <div className="invited-room-text">
      <strong dir="auto">{room.name}</strong>
      <span>
        {room.kind === 'public' ? t.invite.publicRoom : t.invite.privateRoom} · {t.rooms.members(room.memberCount)}
      </span>
      <span>
        {t.invite.by.before}
        <bdi>{invitedBy}</bdi>
        {t.invite.by.after}
      </span>
    </div>
  </div>
);
