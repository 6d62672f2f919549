/** Most files of one message or note (R9), and of one request. */
export const MOST_FILES = 10;

/** Largest file that can be attached (R9), in bytes: 25 MiB. */
export const LARGEST_FILE = 25 * 1024 * 1024;

/** Largest `operations` and `map` of a request with files, in bytes: as large as a request without files may be. */
export const LARGEST_FIELD = 1024 * 1024;

/** Largest request with files, in bytes: as many of the largest files as a message takes, and what stands around them. */
export const LARGEST_UPLOAD = MOST_FILES * LARGEST_FILE + 2 * LARGEST_FIELD + 64 * 1024;
