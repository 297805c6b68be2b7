import { type ChatState, roomsByActivity } from '@parley/client';
import type { Person, Room } from '@parley/protocol';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Fragment, type KeyboardEvent, useId, useState } from 'react';
import { Avatar } from '../design/avatar.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Icon } from '../design/icon.tsx';
import { EmptyState } from '../design/notice.tsx';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { ListedSymbol } from '../rooms/listed-symbol.tsx';
import { othersOf, roomName, unreadLabel } from '../rooms/room-name.ts';
import { useSearchTerm } from '../rooms/search-term.ts';
import { navigate } from '../route.ts';
import { useChat, useSession } from '../session/session-context.ts';
import { fitting } from './likeness.ts';
import '../rooms/rooms.css';

type Goal =
  | { id: string; kind: 'room'; room: Room; name: string; also: readonly string[]; unread: number }
  | { id: string; kind: 'person'; person: Person; name: string; also: readonly string[] };

const MOST = 30;
const PEOPLE = 10;

/** My rooms, the latest first; the one on screen last, since I am there already. */
const roomGoals = (state: ChatState): Goal[] => {
  const goals = roomsByActivity(state).map(({ room, unread }): Goal => {
    const also = room.kind === 'direct' ? othersOf(room, state.me?.userId).map(({ handle }) => handle) : [];
    return { id: room.roomId, kind: 'room', room, unread, name: roomName(room, state.me?.userId, state.people), also };
  });
  const isHere = ({ id }: Goal) => id === state.openRoomId;
  return [...goals.filter((goal) => !isHere(goal)), ...goals.filter(isHere)];
};

/** Whom I have a direct room with already is found by that. */
const strangers = (people: readonly Person[], goals: readonly Goal[], me: string | undefined): Goal[] => {
  const met = new Set(
    goals.flatMap((goal) => {
      const others = goal.kind === 'room' && goal.room.kind === 'direct' ? othersOf(goal.room, me) : [];
      return others.length === 1 ? others.map(({ userId }) => userId) : [];
    }),
  );
  return people
    .filter(({ userId }) => userId !== me && !met.has(userId))
    .map((person) => ({ id: person.userId, kind: 'person', person, name: person.name, also: [person.handle] }));
};

const Switcher = ({ onClose }: { onClose: () => void }) => {
  const { chat, api } = useSession();
  const listId = useId();
  const me = useChat((state) => state.me?.userId);
  // As it was when it opened: nothing moves under one's fingers.
  const [rooms] = useState(() => roomGoals(chat.getState()));
  const { typed, setTyped, term } = useSearchTerm();
  const people = useQuery({
    queryKey: ['people', term, PEOPLE],
    queryFn: () => api.people({ query: term, limit: PEOPLE }),
    placeholderData: keepPreviousData,
    enabled: term !== '',
  });
  const known = typed.trim() === '' ? [] : (people.data?.items ?? []);
  const goals = fitting([...rooms, ...strangers(known, rooms, me)], typed, ({ name, also }) => [name, ...also]).slice(0, MOST);

  const go = async (goal: Goal | undefined) => {
    if (goal === undefined) return;
    onClose();
    try {
      const { roomId } = goal.kind === 'room' ? goal.room : await chat.openDirect([goal.person.userId]);
      navigate({ page: 'room', roomId });
    } catch (error) {
      toast.error(error);
    }
  };

  // Whatever is typed, the best is chosen.
  const [chosen, setChosen] = useState(0);
  const active = Math.min(chosen, goals.length - 1);
  const optionId = (index: number) => `${listId}-${index}`;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 && event.key !== 'Enter') return;
    event.preventDefault();
    if (step === 0) return void go(goals[active]);
    const next = (active + step + goals.length) % Math.max(1, goals.length);
    setChosen(next);
    document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' });
  };

  return (
    <Dialog title={t.keyboard.goTo.title} onClose={onClose}>
      <div className="dialog-body">
        <div className="search-field">
          <Icon name="search" size={18} />
          <input
            type="search"
            className="input"
            role="combobox"
            aria-label={t.keyboard.goTo.sought}
            aria-expanded={goals.length > 0}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={goals.length > 0 ? optionId(active) : undefined}
            placeholder={t.keyboard.goTo.sought}
            autoFocus
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setChosen(0);
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        <div className="dialog-list" id={listId} role="listbox" aria-label={t.shell.sidebar.label}>
          {goals.map((goal, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys.
            // biome-ignore lint/a11y/useFocusableInteractive: as above.
            <div
              key={goal.id}
              id={optionId(index)}
              className="listed pickable"
              role="option"
              aria-selected={index === active}
              data-focused={index === active ? '' : undefined}
              onMouseMove={() => setChosen(index)}
              onClick={() => void go(goal)}
            >
              <GoalLine goal={goal} me={me} />
            </div>
          ))}
        </div>
        {goals.length === 0 && (
          <EmptyState icon="search" title={typed.trim() === '' ? t.keyboard.goTo.noRooms : t.keyboard.goTo.none(typed.trim())}>
            {typed.trim() === '' ? t.keyboard.goTo.findPeople : t.keyboard.goTo.advice}
          </EmptyState>
        )}
      </div>
    </Dialog>
  );
};

const GoalLine = ({ goal, me }: { goal: Goal; me: string | undefined }) => {
  const topic = goal.kind === 'room' ? goal.room.topic : '';
  return (
    <>
      {goal.kind === 'person' ? <Avatar id={goal.person.userId} name={goal.person.name} /> : <ListedSymbol room={goal.room} me={me} />}
      <span className="listed-text">
        <span className="listed-title" dir="auto">
          {goal.name}
        </span>
        {goal.also.length > 0 && (
          <span className="listed-detail">
            {goal.also.map((handle, index) => (
              <Fragment key={handle}>
                {index > 0 && t.rooms.comma}
                <bdi>@{handle}</bdi>
              </Fragment>
            ))}
          </span>
        )}
        {goal.also.length === 0 && topic !== '' && (
          <span className="listed-detail" dir="auto">
            {topic}
          </span>
        )}
      </span>
      {goal.kind === 'room' && goal.unread > 0 && <span className="badge">{unreadLabel(goal.unread)}</span>}
    </>
  );
};

export default Switcher;
