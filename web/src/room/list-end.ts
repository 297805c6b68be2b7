import { type RefObject, useEffect, useRef, useState } from 'react';

/** As near as this to the end counts as there, pixels: new messages are followed. */
export const END_PX = 64;

const isNear = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement) => scrollHeight - scrollTop - clientHeight < END_PX;

interface ListEnd {
  /** Whether the list has been scrolled to its end. */
  near: boolean;
  /** To be called when it is scrolled. */
  onScroll: () => void;
  /** Scrolls it there. */
  reach: () => void;
}

/** Follows whether a list stands at its end, and keeps it there when its own height changes: the composer grows, a keyboard comes. */
export const useListEnd = (scroller: RefObject<HTMLElement | null>, startsThere: boolean, scrollToEnd: () => void): ListEnd => {
  const [near, setNear] = useState(startsThere);
  const latest = useRef({ near, scrollToEnd });
  latest.current = { near, scrollToEnd };
  const height = useRef<number>(undefined);

  const onScroll = () => {
    const element = scroller.current;
    // A list that has become higher was moved by that, and by nobody: the observer comes next, and keeps it where it was.
    if (element !== null && element.clientHeight === (height.current ?? element.clientHeight)) setNear(isNear(element));
  };

  const reach = () => {
    latest.current.near = true;
    setNear(true);
    scrollToEnd();
  };

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      height.current = element.clientHeight;
      if (latest.current.near) latest.current.scrollToEnd();
      else setNear(isNear(element));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);

  return { near, onScroll, reach };
};
