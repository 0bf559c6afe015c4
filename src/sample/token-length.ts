/** A token is about this many characters of English (OpenAI, "What are tokens and how to count them?"). */
export const CHARACTERS_PER_TOKEN = 4;
