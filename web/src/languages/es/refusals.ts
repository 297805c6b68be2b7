import type { Catalogue } from '../language.ts';

const tooMany = 'Demasiados intentos. Espera unos minutos y vuelve a intentarlo.';
const wrong = 'La dirección de correo o la contraseña no es correcta.';

export const refusals: Required<Catalogue['refusals']> = {
  unknown: 'Algo ha salido mal. Vuelve a intentarlo.',
  bad_request: 'No se ha podido aceptar así. Revisa lo que has escrito.',
  unauthorized: 'Tu sesión ha terminado.',
  forbidden: 'No tienes permiso para hacer esto aquí.',
  not_found: 'No existe o ya no existe.',
  conflict: 'Alguien se ha adelantado, o ya existe.',
  too_large: 'Es demasiado grande.',
  rate_limited: 'Vas muy deprisa. Espera un momento.',
  unavailable: 'No se puede contactar con Parley ahora. Vuelve a intentarlo enseguida.',
  internal: 'Algo ha fallado en Parley. Vuelve a intentarlo enseguida.',
  AlreadyConfirmed: 'Esta dirección de correo ya está confirmada. Inicia sesión.',
  AppCodeMismatch: 'Este no es el código que la aplicación muestra ahora. Espera al siguiente y vuelve a intentarlo.',
  AppCodeUsed: 'Este código ya se ha usado. Espera al siguiente.',
  CodeDeliveryFailureException: 'No se ha podido enviar el correo con el código. Revisa la dirección.',
  CodeMismatchException: 'Este no es el código que te hemos enviado. Mira el correo más reciente o pide otro código.',
  EnableSoftwareTokenMFAException: 'Este código no corresponde a la clave. Espera al siguiente y revisa el reloj de tu teléfono.',
  ExpiredCodeException: 'Este código ha caducado. Pide otro.',
  InvalidParameterException: 'No se ha podido aceptar así. Revisa lo que has escrito.',
  InvalidPasswordException: 'Esta contraseña es demasiado sencilla.',
  LimitExceededException: tooMany,
  NetworkError: 'No se puede contactar con el servicio de acceso. Revisa la red y vuelve a intentarlo.',
  NotAuthorizedException: 'Tu sesión ha terminado. Vuelve a iniciarla.',
  PasswordResetRequiredException: 'Hay que restablecer esta contraseña. Elige «¿Has olvidado la contraseña?».',
  QuestionOver: 'Ha pasado demasiado tiempo o demasiados códigos eran incorrectos. Vuelve a iniciar sesión.',
  TooManyFailedAttemptsException: tooMany,
  TooManyRequestsException: tooMany,
  UserNotConfirmedException: 'Esta dirección de correo aún no está confirmada. Escribe el código que te hemos enviado.',
  UserNotFoundException: wrong,
  UsernameExistsException: 'Ya hay una cuenta con esta dirección de correo. Inicia sesión o restablece la contraseña.',
  WrongPassword: 'La contraseña actual no es correcta.',
  WrongSignIn: wrong,
};
