import type { Catalogue } from '../language.ts';

const tooMany = 'Zu viele Versuche. Warte einige Minuten und versuche es noch einmal.';

export const refusals: Required<Catalogue['refusals']> = {
  unknown: 'Etwas ist schiefgegangen. Versuche es noch einmal.',
  bad_request: 'Das konnte so nicht angenommen werden. Prüfe deine Eingaben.',
  unauthorized: 'Du bist nicht mehr angemeldet.',
  forbidden: 'Das darfst du hier nicht.',
  not_found: 'Das gibt es nicht, oder nicht mehr.',
  conflict: 'Jemand war schneller, oder es gibt das schon.',
  too_large: 'Das ist zu groß.',
  rate_limited: 'Das war etwas schnell. Warte einen Moment.',
  unavailable: 'Parley ist gerade nicht zu erreichen. Versuche es gleich noch einmal.',
  internal: 'Bei Parley ist etwas schiefgegangen. Versuche es gleich noch einmal.',
  CodeDeliveryFailureException: 'Die E-Mail mit dem Code konnte nicht gesendet werden. Prüfe die Adresse.',
  CodeMismatchException: 'Dieser Code stimmt nicht. Nimm den neuesten.',
  EnableSoftwareTokenMFAException: 'Dieser Code gehört nicht zu dem Schlüssel. Warte auf den nächsten und prüfe die Uhr deines Telefons.',
  ExpiredCodeException: 'Dieser Code ist abgelaufen. Nimm den nächsten.',
  InvalidPasswordException: 'Dieses Passwort ist zu einfach.',
  LimitExceededException: tooMany,
  NetworkError: 'Der Anmeldedienst ist nicht zu erreichen. Prüfe das Netz und versuche es noch einmal.',
  NotAuthorizedException: 'Die E-Mail-Adresse, das Passwort oder die Anmeldung stimmt nicht mehr.',
  PasswordResetRequiredException: 'Dieses Passwort muss zurückgesetzt werden. Wähle „Passwort vergessen“.',
  TooManyFailedAttemptsException: tooMany,
  TooManyRequestsException: tooMany,
  UserNotConfirmedException: 'Diese E-Mail-Adresse ist noch nicht bestätigt. Gib den Code ein, den wir gesendet haben.',
  UserNotFoundException: 'Die E-Mail-Adresse oder das Passwort ist falsch.',
  UsernameExistsException: 'Mit dieser E-Mail-Adresse gibt es schon ein Konto. Melde dich an oder setze das Passwort zurück.',
};
