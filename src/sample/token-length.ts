/**
 * Characters of English text in a token, on average (OpenAI, "What are tokens and how to count
 * them?").
 */
export const CHARACTERS_PER_TOKEN = 4;
