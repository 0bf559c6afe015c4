import { membersOf } from '../../json/json-object.ts';
import { anthropicServer } from './anthropic.ts';
import type { ServerDialect } from './base/dialect.ts';

/** Anthropic's Messages API at its own address: the version is in a header instead of the body. */
export const messagesServer: ServerDialect = {
  ...anthropicServer,
  read(body) {
    const members = membersOf(body);
    const modelRequest = anthropicServer.read({ ...members, anthropic_version: 'header' });
    return { ...modelRequest, stream: members['stream'] === true };
  },
};
