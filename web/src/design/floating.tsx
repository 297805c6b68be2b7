import { type ReactNode, useEffect, useState } from 'react';
import { Popover, type PopoverProps } from 'react-aria-components';
import './menu.css';

interface FloatingProps extends Omit<PopoverProps, 'children' | 'className'> {
  className?: string;
  onClose: () => void;
  children: ReactNode;
}

const widthOfPage = (): number => document.documentElement.clientWidth;

/** A phone that is turned: where this stood is elsewhere, or beside the page. A keyboard that comes changes the height alone. */
const CloseAtNewWidth = ({ onClose }: { onClose: () => void }) => {
  const [width] = useState(widthOfPage);
  useEffect(() => {
    const look = () => {
      if (widthOfPage() !== width) onClose();
    };
    addEventListener('resize', look);
    return () => removeEventListener('resize', look);
  }, [width, onClose]);
  return null;
};

/** What floats beside the button that it belongs to, as long as the page is as wide as it was. */
export const Floating = ({ className = 'popover', onClose, children, ...rest }: FloatingProps) => (
  <Popover {...rest} className={className}>
    <CloseAtNewWidth onClose={onClose} />
    {children}
  </Popover>
);
