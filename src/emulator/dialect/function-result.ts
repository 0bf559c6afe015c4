import type { Dialect } from './dialect.ts';
import { ragService } from './rag-service.ts';

/** What a Lambda function of ours returns when it is invoked directly: the same service, no gateway. */
export const functionResult: Dialect = {
  ...ragService,
  closing: (reply, timing) => [
    ...ragService.closing(reply, timing),
    { type: 'InvokeComplete', data: {} },
  ],
};
