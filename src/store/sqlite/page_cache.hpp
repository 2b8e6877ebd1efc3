#pragma once

#include <sqlite3.h>

namespace baton::store {

// A page cache for sqlite3_config(SQLITE_CONFIG_PCACHE2). It passes its calls on to SQLite's own
// page cache. To be called first before SQLite's first connection is opened.
//
// At each commit SQLite has the cache drop the pages that lie beyond the end of the file. SQLite's
// own cache then looks at all its pages, if a page number that high was ever used. SQLite itself
// uses one: when it balances a tree and swaps two pages, it keeps one of them for a moment under
// the number of the page that no database has (the "lock page", at 1 GiB). From then on every
// commit walks the whole cache, which took 8 % of the processor with 16,000 pages. This cache knows
// the highest page that is really kept, and passes the call on only when there is something to
// drop. Source: https://sqlite.org/c3ref/pcache_methods2.html
const sqlite3_pcache_methods2& page_cache();

}  // namespace baton::store
