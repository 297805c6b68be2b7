import { previewInvite } from '@parley/client';
import type { InvitePreview } from '@parley/protocol';
import { useEffect, useState } from 'react';
import { loadDeployment } from '../deployment.ts';
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
        show({ state: 'failed', reason: error instanceof Error ? error.message : 'The invitation did not load.' });
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
        {room.kind === 'public' ? 'Public room' : 'Private room'} · {room.memberCount} {room.memberCount === 1 ? 'member' : 'members'}
      </span>
      <span>
        Invited by <bdi>{invitedBy}</bdi>
      </span>
    </div>
  </div>
);

export const OVER = 'It has run out, was used up, or was taken back. Ask for another one.';
