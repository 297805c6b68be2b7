import { hash } from 'node:crypto';
import type { Fingerprint } from '../domain/ports.ts';

export const fingerprint: Fingerprint = (said) => hash('sha256', said, 'base64url');
