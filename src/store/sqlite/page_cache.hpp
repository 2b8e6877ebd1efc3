#pragma once

#include <sqlite3.h>

namespace baton::store {

// A page cache for sqlite3_config(SQLITE_CONFIG_PCACHE2): SQLite's own one does all the work behind
// it. The first call comes before SQLite's first connection.
//
// Why: at each commit SQLite drops the cached pages that lie beyond the end of the file. Its cache
// looks for them in all of its pages whenever a key as high as theirs was ever used, and SQLite
// uses one by itself: balancing a tree, it parks a page under the number of the page that no
// database has (the "lock page", at 1 GiB) while it swaps two. Every commit then walks the whole
// cache, 8 % of the processor at 16,000 pages. Ours knows the highest page that is really kept, and
// passes the request on only when there is something to drop. Source:
// https://sqlite.org/c3ref/pcache_methods2.html
const sqlite3_pcache_methods2& page_cache();

}  // namespace baton::store
