import { useEffect, useState } from 'react';

/** A pause in typing that is worth a request, milliseconds. */
const PAUSE_MS = 200;

/** What is typed into a search field, and the term to search for: the same after a short pause. */
export const useSearchTerm = () => {
  const [typed, setTyped] = useState('');
  const [term, setTerm] = useState('');

  useEffect(() => {
    const timer = setTimeout(() => setTerm(typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);

  return { typed, setTyped, term };
};
