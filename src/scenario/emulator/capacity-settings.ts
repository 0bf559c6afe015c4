import type { Milliseconds } from '../../time/duration.ts';

/** CapacitySettings say how much of a server there is. What is absent has the service's default. */
export interface CapacitySettings {
  /** Instances behind an endpoint: always so many, or what scales between two. One when absent. */
  readonly instances?: number | ScalingSettings;
  /** Who gets a request (SageMaker's RoutingStrategy); `random`, as there, when absent. */
  readonly routing?: 'random' | 'least-outstanding';
  /** The most requests one instance holds, waiting ones included; its container refuses more. */
  readonly perInstance?: number;
  /** Tokens of prompts one instance's prefix cache holds; no cache when absent. */
  readonly prefixCache?: number;
  /** The most requests that the function behind a deployed API serves at once. */
  readonly concurrency?: number;
  /** What the gateway before a deployed API lets through. */
  readonly gateway?: GatewaySettings;
  /** An answer that does not stream is given up after this long: 29 s by a gateway, 60 s by SageMaker. */
  readonly timeout?: Milliseconds;
}

/** ScalingSettings add and remove instances so that each has `target` requests in flight. */
export interface ScalingSettings {
  /** At 0 an endpoint that has been idle refuses requests until the first instance has started. */
  readonly min: number;
  readonly max: number;
  readonly target: number;
  /** From the need of an instance to its first request: alarm, machine, model. */
  readonly startTime: Milliseconds;
  /** An instance goes after it has not been needed for so long. */
  readonly idleTime: Milliseconds;
}

/** GatewaySettings are API Gateway's throttling and usage plan. */
export interface GatewaySettings {
  /** Requests a second. */
  readonly rate?: number;
  /** Requests at one instant. */
  readonly burst?: number;
  readonly quota?: { readonly requests: number; readonly per: 'day' | 'week' | 'month' };
}
