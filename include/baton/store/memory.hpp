#pragma once

#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"

#include <cstddef>
#include <functional>
#include <memory>

namespace baton::store {

struct MemoryOptions {
  const ports::Clock& clock;
  ports::Random& random;
  // false: submit() and submit_read() run their work, and call `done`, before they return, on the
  // caller's thread; one thread at a time. For simulation: nothing happens that the caller did not
  // cause.
  bool threaded = true;
  // Transactions that share one commit, at most.
  std::size_t batch_max = 512;
  // Called after each commit, before any `done`, with the number of transactions it made visible,
  // on the store's thread. May be empty.
  std::function<void(std::size_t works)> on_commit{};
};

// A SQLite database in memory, with the same statements as the one on disk; it is gone with the
// store. One connection, on which transactions and reads take turns. Destroying it first completes
// what was submitted.
std::unique_ptr<ports::Store> open_memory(MemoryOptions options);

}  // namespace baton::store
