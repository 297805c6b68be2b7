import type { Catalogue } from '../language.ts';

const tooMany = 'Zu viele Versuche. Warte einige Minuten und versuche es noch einmal.';
const wrong = 'Die E-Mail-Adresse oder das Passwort ist falsch.';

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
  AlreadyConfirmed: 'Diese E-Mail-Adresse ist schon bestätigt. Melde dich an.',
  AppCodeMismatch: 'Das ist nicht der Code, den die App jetzt zeigt. Warte auf den nächsten und versuche es noch einmal.',
  AppCodeUsed: 'Dieser Code wurde schon verwendet. Warte auf den nächsten.',
  CodeDeliveryFailureException: 'Die E-Mail mit dem Code konnte nicht gesendet werden. Prüfe die Adresse.',
  CodeMismatchException: 'Das ist nicht der Code, den wir gesendet haben. Sieh in die neueste E-Mail oder fordere einen weiteren an.',
  EnableSoftwareTokenMFAException: 'Dieser Code gehört nicht zu dem Schlüssel. Warte auf den nächsten und prüfe die Uhr deines Telefons.',
  ExpiredCodeException: 'Dieser Code ist abgelaufen. Fordere einen weiteren an.',
  InvalidParameterException: 'Das konnte so nicht angenommen werden. Prüfe deine Eingaben.',
  InvalidPasswordException: 'Dieses Passwort ist zu einfach.',
  LimitExceededException: tooMany,
  NetworkError: 'Der Anmeldedienst ist nicht zu erreichen. Prüfe das Netz und versuche es noch einmal.',
  NotAuthorizedException: 'Du bist nicht mehr angemeldet. Melde dich noch einmal an.',
  PasswordResetRequiredException: 'Dieses Passwort muss zurückgesetzt werden. Wähle „Passwort vergessen“.',
  QuestionOver: 'Das hat zu lange gedauert, oder zu viele Codes waren falsch. Melde dich noch einmal an.',
  TooManyFailedAttemptsException: tooMany,
  TooManyRequestsException: tooMany,
  UserNotConfirmedException: 'Diese E-Mail-Adresse ist noch nicht bestätigt. Gib den Code ein, den wir gesendet haben.',
  UserNotFoundException: wrong,
  UsernameExistsException: 'Mit dieser E-Mail-Adresse gibt es schon ein Konto. Melde dich an oder setze das Passwort zurück.',
  WrongPassword: 'Das jetzige Passwort ist falsch.',
  WrongSignIn: wrong,
};
