/** Control, bidirectional and other invisible characters, line separators and halves of surrogate pairs. */
const UNSEEN = /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/** A text of unknown origin without the characters that make one text look like another, in NFC, trimmed. */
export const visibleText = (text: string): string => text.replace(UNSEEN, '').normalize('NFC').trim();
