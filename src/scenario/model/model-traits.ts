/** ModelTraits are what the models of one family take of a request; absent is not known. */
export interface ModelTraits {
  /** As its maker calls it. */
  readonly family: string;
  /** Whether `temperature`, `top_p` and `top_k` are taken. */
  readonly sampling?: boolean;
  /** `one`: temperature or top_p, not both. */
  readonly samplingTogether?: false;
  readonly stopSequences?: false;
  readonly system?: boolean;
  readonly tools?: boolean;
  /** Whether a request may say that a tool must be called. */
  readonly forcedTool?: boolean;
  readonly images?: boolean;
  readonly documents?: boolean;
  /** `asked`: where the request says so; `default`: unless it says not; `always`. */
  readonly thinking?: 'never' | 'asked' | 'default' | 'always';
  /** With thinking on, no sampling parameters and no tool that must be called. */
  readonly thinksAlone?: true;
  /** Wires on which it keeps to a JSON schema without a tool. */
  readonly schemaOn?: readonly ('converse' | 'messages' | 'chat')[];
  /** What chat completions call the most tokens where not `max_tokens`. */
  readonly maxTokensName?: 'max_completion_tokens';
  readonly source: string;
}
