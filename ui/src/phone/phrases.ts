/** What a line may end after: Chinese is written without spaces, so that a browser breaks it inside words. */
const CLAUSE = /[^，。；：、！？]*[，。；：、！？]+[”’》）]*|[^，。；：、！？]+/g;

/** A sentence's clauses, each to be kept in one line where there is room; a language with spaces is one. */
export const clauses = (text: string): string[] => text.match(CLAUSE) ?? [];

/** The text in pieces; each second one is a compound that a line must not break at its hyphen (Wi-Fi). */
export const compounds = (text: string): string[] => text.split(/(\w+(?:-\w+)+)/);
