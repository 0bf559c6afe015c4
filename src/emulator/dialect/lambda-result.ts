import type { ServerDialect } from './base/dialect.ts';
import { ragServer } from './rag-service.ts';

/** The format of a deployed RAG service whose Lambda function is invoked directly. */
export const functionResult: ServerDialect = {
  ...ragServer,
  closing: (reply, timing) => [
    ...ragServer.closing(reply, timing),
    { type: 'InvokeComplete', data: {} },
  ],
};
