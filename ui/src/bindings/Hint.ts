export type Hint = 'timeout_looks_like_milliseconds';
