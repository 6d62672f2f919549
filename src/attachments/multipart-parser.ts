import type { IncomingHttpHeaders } from 'node:http';
import busboy from 'busboy';
import { LARGEST_FIELD, LARGEST_FILE, MOST_FILES } from './limits.js';
import { malformed } from './multipart-refusal.js';

/** Takes a multipart request apart, within limits. Throws BAD_USER_INPUT when its header does not say where parts end. */
export function createParser(headers: IncomingHttpHeaders): busboy.Busboy {
  try {
    return busboy({
      headers,
      defParamCharset: 'utf8',
      limits: {
        fieldNameSize: 100,
        fieldSize: LARGEST_FIELD,
        fields: 2,
        // It calls a file that is as large as the limit too large.
        fileSize: LARGEST_FILE + 1,
        files: MOST_FILES,
        // It counts the end as well; what is neither field nor file has no other limit.
        parts: MOST_FILES + 4,
        headerPairs: 20,
      },
    });
  } catch {
    throw malformed();
  }
}
