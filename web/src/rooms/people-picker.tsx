import type { Person } from '@parley/protocol';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { Avatar } from '../design/avatar.tsx';
import { Icon } from '../design/icon.tsx';
import { EmptyState, FormError } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { SearchField } from '../design/search-field.tsx';
import { reasonOf, t } from '../languages/language.ts';
import { useChat, useSession } from '../session/session-context.ts';
import { useSearchTerm } from './search-term.ts';
import './rooms.css';

const PAGE = 30;

interface PeoplePickerProps {
  picked: readonly Person[];
  onChange: (picked: Person[]) => void;
  /** Who need not be offered. */
  without?: ReadonlySet<string>;
  /** Whether it is not known yet who they are. */
  waiting?: boolean;
}

const nobody: ReadonlySet<string> = new Set();

/** Finds people by name or handle, and marks some of them. */
export const PeoplePicker = ({ picked, onChange, without = nobody, waiting = false }: PeoplePickerProps) => {
  const { api } = useSession();
  const me = useChat((state) => state.me?.userId);
  const { typed, setTyped, term } = useSearchTerm();
  const found = useQuery({
    queryKey: ['people', term],
    queryFn: () => api.people({ query: term, limit: PAGE }),
    placeholderData: keepPreviousData,
  });
  const loading = waiting || found.isPending;
  const people = (loading ? [] : (found.data?.items ?? [])).filter(({ userId }) => userId !== me && !without.has(userId));
  const allIn = found.data?.items.some(({ userId }) => without.has(userId));
  const isPicked = (person: Person) => picked.some(({ userId }) => userId === person.userId);

  const change = (keys: ReadonlySet<string>) => {
    const kept = picked.filter(({ userId }) => keys.has(userId) || !people.some((person) => person.userId === userId));
    onChange([...kept, ...people.filter((person) => keys.has(person.userId) && !isPicked(person))]);
  };

  return (
    <>
      <SearchField label={t.rooms.picker.search} value={typed} onChange={setTyped} />
      <FormError>{found.error ? reasonOf(found.error) : undefined}</FormError>
      <div className="dialog-list">
        {loading && <SkeletonRows count={4} label={t.rooms.picker.loading} />}
        {!loading && found.isSuccess && people.length === 0 && (
          <EmptyState
            icon="people"
            title={allIn ? t.rooms.picker.allIn : term === '' ? t.rooms.picker.none : t.rooms.picker.notFound(term)}
          >
            {term === '' && found.data.cursor === undefined ? t.rooms.picker.inviteThem : t.rooms.picker.advice}
          </EmptyState>
        )}
        <ListBox
          aria-label={t.rooms.picker.people}
          selectionMode="multiple"
          items={people}
          selectedKeys={picked.map(({ userId }) => userId)}
          onSelectionChange={(keys) =>
            change(keys === 'all' ? new Set(people.map(({ userId }) => userId)) : new Set([...keys].map(String)))
          }
        >
          {(person) => (
            <ListBoxItem id={person.userId} textValue={person.name} className="listed pickable">
              <Avatar id={person.userId} name={person.name} />
              <span className="listed-text">
                <span className="listed-title" dir="auto">
                  {person.name}
                </span>
                <span className="listed-detail">
                  <bdi>@{person.handle}</bdi>
                </span>
              </span>
              <span className="pickable-mark">
                <Icon name="check" size={14} />
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </div>
      {/* Below the list: it must not move under the pointer that picks from it. */}
      <div className="picked">
        {picked.map((person) => (
          <button
            key={person.userId}
            type="button"
            className="picked-person"
            onClick={() => onChange(picked.filter(({ userId }) => userId !== person.userId))}
          >
            <Avatar id={person.userId} name={person.name} size="sm" />
            {person.name}
            <span className="visually-hidden">{t.rooms.picker.takeOff}</span>
            <Icon name="close" size={14} />
          </button>
        ))}
      </div>
    </>
  );
};
