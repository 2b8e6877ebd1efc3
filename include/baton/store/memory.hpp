#pragma once

#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"

#include <cstddef>
#include <functional>
#include <memory>

namespace baton::store {

// How a store in memory works.
struct MemoryOptions {
  // Where the store gets times from; it must outlive the store.
  const ports::Clock& clock;
  // Where the store gets the random part of ids from; it must outlive the store.
  ports::Random& random;
  // True: work runs on threads of the store, as on disk. False: submit() and submit_read() run
  // their work and call `done` before they return, on the caller's thread, and only one thread may
  // call at a time. That is for simulation, where nothing may happen that the caller did not cause.
  bool threaded = true;
  // The most transactions that share one commit.
  std::size_t batch_max = 512;
  // Called after each commit, before any `done`, with the number of transactions it made visible,
  // on the store's thread. May be empty.
  std::function<void(std::size_t works)> on_commit{};
};

// Opens a SQLite database in memory, with the same statements as the one on disk. It ends with the
// store. Transactions and reads take turns on its one connection. Destroying the store first
// completes what was submitted.
std::unique_ptr<ports::Store> open_memory(MemoryOptions options);

}  // namespace baton::store
