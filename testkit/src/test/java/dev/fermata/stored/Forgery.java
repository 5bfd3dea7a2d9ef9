package dev.fermata.stored;

/** What a forger does to a journal. Those whose name says so compute every digest anew. */
enum Forgery {
  EDIT,
  EDIT_AND_RECHAIN,
  DELETE,
  DELETE_AND_RECHAIN,
  INSERT,
  INSERT_AND_RECHAIN,
  REORDER,
  REORDER_AND_RECHAIN,
  TRUNCATE,
  ERASE_UNSAID,
  REPLACE_ERASED,
  RENAME_STREAM,
  OLDER_COPY,
  FORK
}
