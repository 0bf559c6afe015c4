/** Request options that the models of one family accept; absent where unknown. */
export interface ModelTraits {
  /** Name of the family, as its provider writes it. */
  readonly family: string;
  /** Whether `temperature`, `top_p` and `top_k` are accepted. */
  readonly sampling?: boolean;
  /** False if temperature and top_p are not accepted together. */
  readonly samplingTogether?: false;
  readonly stopSequences?: false;
  readonly system?: boolean;
  readonly tools?: boolean;
  /** Whether a request may force a tool call. */
  readonly forcedTool?: boolean;
  readonly images?: boolean;
  readonly documents?: boolean;
  /**
   * When the model thinks; `asked`: if the request enables it; `default`: unless the request
   * disables it.
   */
  readonly thinking?: 'never' | 'asked' | 'default' | 'always';
  /** True if thinking excludes sampling parameters and forced tool calls. */
  readonly thinksAlone?: true;
  /** APIs on which the model follows a JSON schema without a tool. */
  readonly schemaOn?: readonly ('converse' | 'messages' | 'chat')[];
  /** Name of the output limit in chat completions, if not `max_tokens`. */
  readonly maxTokensName?: 'max_completion_tokens';
  readonly source: string;
}
