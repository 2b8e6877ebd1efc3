#include "store/sqlite/page_cache.hpp"

#include <algorithm>
#include <sqlite3.h>

namespace baton::store {
namespace {

constexpr unsigned kLockByte = 0x40000000;  // https://sqlite.org/fileformat2.html, section 1.4

// The functions of SQLite's own cache. Written once, before the first connection.
sqlite3_pcache_methods2 own{};

// What SQLite gets as a cache: a cache of its own kind, and the highest page that is in it.
struct Cache {
  sqlite3_pcache* pages;
  unsigned lock_page;
  unsigned highest = 0;
};

Cache& of(sqlite3_pcache* cache) { return *reinterpret_cast<Cache*>(cache); }

int start(void* /*argument*/) { return own.xInit(own.pArg); }
void stop(void* /*argument*/) { own.xShutdown(own.pArg); }

sqlite3_pcache* create(int page_bytes, int extra_bytes, int purgeable) {
  auto* pages = own.xCreate(page_bytes, extra_bytes, purgeable);
  if (pages == nullptr) return nullptr;
  return reinterpret_cast<sqlite3_pcache*>(
      new Cache{pages, kLockByte / static_cast<unsigned>(page_bytes) + 1});
}

void destroy(sqlite3_pcache* cache) {
  own.xDestroy(of(cache).pages);
  delete &of(cache);
}

void set_size(sqlite3_pcache* cache, int pages) { own.xCachesize(of(cache).pages, pages); }
int count(sqlite3_pcache* cache) { return own.xPagecount(of(cache).pages); }
void shrink(sqlite3_pcache* cache) { own.xShrink(of(cache).pages); }

sqlite3_pcache_page* fetch(sqlite3_pcache* cache, unsigned key, int create) {
  auto& it = of(cache);
  if (create != 0) it.highest = std::max(it.highest, key);
  return own.xFetch(it.pages, key, create);
}

void unpin(sqlite3_pcache* cache, sqlite3_pcache_page* page, int discard) {
  own.xUnpin(of(cache).pages, page, discard);
}

// The lock page's number does not count as the highest page, since a page has it during a swap
// only.
void rekey(sqlite3_pcache* cache, sqlite3_pcache_page* page, unsigned key, unsigned to) {
  auto& it = of(cache);
  if (to != it.lock_page) it.highest = std::max(it.highest, to);
  own.xRekey(it.pages, page, key, to);
}

void truncate(sqlite3_pcache* cache, unsigned limit) {
  auto& it = of(cache);
  if (limit > it.highest) return;
  own.xTruncate(it.pages, limit);
  it.highest = limit - 1;
}

}  // namespace

const sqlite3_pcache_methods2& page_cache() {
  static const sqlite3_pcache_methods2 methods = [] {
    sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &own);
    return sqlite3_pcache_methods2{1,     nullptr, start, stop,     create,  set_size, count,
                                   fetch, unpin,   rekey, truncate, destroy, shrink};
  }();
  return methods;
}

}  // namespace baton::store
