// How each service words a refusal of the edge, so that the SDK throws what it would throw in AWS.
import { jsonReply, refusalReply } from '../engines/aws-json.ts';
import type { AwsReply } from '../ports.ts';
import type { SignatureFault } from './signature.ts';

const coral = 'com.amazon.coral.service#';

/** A refusal by the name that the caller shall see. */
const refuse = (service: string, name: string, message: string): AwsReply => {
  if (service === 'execute-api')
    return jsonReply('1.1', 403, { message }, { 'x-amzn-errortype': name, 'content-type': 'application/json' });
  const version = service === 'cognito-idp' ? '1.1' : '1.0';
  const type = service === 'cognito-idp' ? name : coral + name;
  return refusalReply(version, { status: service === 'sqs' ? 403 : 400, type, message });
};

export const missingToken = (service: string): AwsReply =>
  refuse(service, 'MissingAuthenticationTokenException', 'Request is missing Authentication Token');

export const incompleteSignature = (service: string): AwsReply =>
  refuse(service, 'IncompleteSignatureException', 'The Authorization header is no complete AWS4-HMAC-SHA256 signature.');

export const unknownKey = (service: string): AwsReply =>
  refuse(service, 'UnrecognizedClientException', 'The security token included in the request is invalid.');

const faultMessages: Record<SignatureFault, string> = {
  mismatch:
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  expired: 'Signature expired: the request was signed more than 5 minutes ago.',
  'not-yet': 'Signature not yet current: the request was signed more than 5 minutes in the future.',
};

export const badSignature = (service: string, fault: SignatureFault): AwsReply =>
  refuse(service, 'InvalidSignatureException', faultMessages[fault]);

export interface Denial {
  roleName: string;
  functionName: string;
  /** With its service: `dynamodb:Scan`. */
  action: string;
  resource: string;
  explicit: boolean;
}

export const denialMessage = ({ roleName, functionName, action, resource, explicit }: Denial): string =>
  `User: arn:aws:sts::000000000000:assumed-role/${roleName}/${functionName} is not authorized to perform: ${action} on resource: ${resource} ${
    explicit ? 'with an explicit deny in an identity-based policy' : `because no identity-based policy allows the ${action} action`
  }`;

export const accessDenied = (service: string, denial: Denial): AwsReply => refuse(service, 'AccessDeniedException', denialMessage(denial));

export const unknownService = (service: string): AwsReply =>
  refuse(service, 'UnknownOperationException', `The local cloud has no ${service} service.`);

export const tooLarge = (service: string): AwsReply =>
  refuse(service, 'RequestEntityTooLargeException', 'The request is larger than the service allows.');

/** How each service says that it is asked too much; SDKs know these and try again, slower. */
const throttles: Record<string, { status: number; name: string }> = {
  dynamodb: { status: 400, name: 'ThrottlingException' },
  sqs: { status: 403, name: 'RequestThrottled' },
  'execute-api': { status: 429, name: 'LimitExceededException' },
};

export const throttled = (service: string): AwsReply => {
  const { status, name } = throttles[service] ?? { status: 400, name: 'TooManyRequestsException' };
  return { ...refuse(service, name, 'Rate exceeded.'), status };
};

export const internalError = (service: string): AwsReply => ({ ...refuse(service, 'InternalServerError', 'Internal error.'), status: 500 });
