import { type ReactNode, useState } from 'react';
import { Menu as AriaMenu, MenuItem, MenuTrigger } from 'react-aria-components';
import { Floating } from './floating.tsx';
import { Icon, type IconName } from './icon.tsx';
import './menu.css';

export interface MenuChoice {
  label: string;
  icon: IconName;
  onAction: () => void;
  danger?: boolean;
}

interface MenuProps {
  label: string;
  /** The button that opens it. */
  children: ReactNode;
  choices: readonly MenuChoice[];
  placement?: 'bottom end' | 'bottom start' | 'top start';
}

export const Menu = ({ label, children, choices, placement = 'bottom end' }: MenuProps) => {
  const [open, setOpen] = useState(false);
  return (
    <MenuTrigger isOpen={open} onOpenChange={setOpen}>
      {children}
      <Floating placement={placement} offset={4} onClose={() => setOpen(false)}>
        <AriaMenu className="menu" aria-label={label}>
          {choices.map((choice) => (
            <MenuItem
              key={choice.label}
              id={choice.label}
              textValue={choice.label}
              onAction={choice.onAction}
              className={choice.danger ? 'menu-item menu-item-danger' : 'menu-item'}
            >
              <Icon name={choice.icon} size={18} />
              {choice.label}
            </MenuItem>
          ))}
        </AriaMenu>
      </Floating>
    </MenuTrigger>
  );
};
