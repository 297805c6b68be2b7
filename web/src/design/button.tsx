import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps, Tooltip, TooltipTrigger } from 'react-aria-components';
import { t } from '../languages/language.ts';
import { Icon, type IconName } from './icon.tsx';
import { Spinner } from './progress.tsx';
import './button.css';

interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style' | 'isPending' | 'onPress'> {
  children: ReactNode;
  kind?: 'primary' | 'quiet' | 'outline' | 'danger';
  icon?: IconName;
  /** As wide as what it stands in. */
  wide?: boolean;
  /** What it began is under way; it keeps the focus and does nothing more. */
  isPending?: boolean;
  onPress?: () => void;
}

const nothing = () => {};

export const Button = ({ children, kind = 'outline', icon, wide = false, isPending = false, onPress = nothing, ...rest }: ButtonProps) => (
  <AriaButton {...rest} onPress={isPending ? nothing : onPress} className={`button button-${kind}${wide ? ' button-wide' : ''}`}>
    {isPending ? <Spinner label={t.design.wait} /> : icon && <Icon name={icon} size={18} />}
    <span>{children}</span>
  </AriaButton>
);

interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style' | 'aria-label'> {
  icon: IconName;
  /** Its accessible name, shown as its tooltip. */
  label: string;
  size?: 'sm' | 'md';
}

export const IconButton = ({ icon, label, size = 'md', ...rest }: IconButtonProps) => (
  <TooltipTrigger delay={500} closeDelay={0}>
    <AriaButton {...rest} aria-label={label} className={`icon-button icon-button-${size}`}>
      <Icon name={icon} size={size === 'sm' ? 18 : 20} />
    </AriaButton>
    <Tooltip className="tooltip" offset={6}>
      {label}
    </Tooltip>
  </TooltipTrigger>
);
