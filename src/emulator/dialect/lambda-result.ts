import type { ServerDialect } from './dialect.ts';
import { ragServer } from './rag-service.ts';

/** What a Lambda function of ours returns when it is invoked directly: the same service, no gateway. */
export const functionResult: ServerDialect = {
  ...ragServer,
  closing: (reply, timing) => [
    ...ragServer.closing(reply, timing),
    { type: 'InvokeComplete', data: {} },
  ],
};
