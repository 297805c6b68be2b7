import type { ComponentProps, MouseEvent } from 'react';
import { navigate, pathOf, type Route } from './route.ts';

interface LinkProps extends Omit<ComponentProps<'a'>, 'href' | 'onClick'> {
  to: Route;
}

const opensElsewhere = (event: MouseEvent) => event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;

/** A link to a screen of this app. */
export const Link = ({ to, children, ...rest }: LinkProps) => (
  <a
    {...rest}
    href={pathOf(to)}
    onClick={(event) => {
      if (opensElsewhere(event)) return;
      event.preventDefault();
      navigate(to);
    }}
  >
    {children}
  </a>
);
