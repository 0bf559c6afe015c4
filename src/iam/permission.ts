import type { IamCondition } from '../scenario/emulator/iam-policy.ts';

/** One IAM permission that a request needs: an action on a resource. */
export interface Permission {
  /** Action, such as `bedrock:InvokeModel`. */
  readonly action: string;
  /**
   * ARN without wildcards, except for the objects of a prefix; `*` for actions that AWS restricts
   * by no resource.
   */
  readonly resource: string;
  /** Condition that restricts the permission; absent for none. */
  readonly condition?: IamCondition;
}

/** The AWS account and region that requests are signed for. */
export interface AwsScope {
  readonly region: string;
  /** Account id of twelve digits, or a placeholder for it. */
  readonly account: string;
}
