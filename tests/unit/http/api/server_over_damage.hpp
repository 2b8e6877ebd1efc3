#pragma once

#include "contract/file_store.hpp"
#include "unit/http/api/server_at_rest.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace baton::http {

// The events and runs of a file, in the order in which they were written.
struct WrittenRows {
  core::EventId append(ports::Tx& tx) {
    auto event = store::make_event("lead.won", std::to_string(events.size()), {{"n", 1}});
    tx.append(event);
    return events.emplace_back(event.id);
  }
  // Appends an event too, which starts the run.
  core::RunId begin_run(ports::Tx& tx) {
    const auto change = store::make_run(tx, {}, append(tx));
    tx.save(change);
    return runs.emplace_back(change.run.id);
  }

  std::vector<core::EventId> events{};
  std::vector<core::RunId> runs{};
};

// Stands before the server, whose store is over its file.
class DamagedFolder {
 protected:
  store::TemporaryFolder folder_;
  WrittenRows rows_{};
};

// The base of tests of rows that cannot be read: a server over a file that was damaged.
class ServerOverDamage : protected DamagedFolder, public ServerAtRest {
 protected:
  // Writes what is in the file, and returns the SQL that damages it.
  using Write = std::function<std::string(ports::Tx& tx, WrittenRows& rows)>;

  // A person of the role asks: `proof_` is their Authorization.
  ServerOverDamage(identity::Role role, const Write& write)
      : ServerAtRest([this, &write](const ports::Clock& clock, ports::Random& random) {
          const store::SqliteOptions options{
              .path = folder_.path() / "baton.db", .clock = clock, .random = random};
          std::string damage;
          store::transact(*store::open_sqlite(options),
                          [&](ports::Tx& tx) { damage = write(tx, rows_); });
          store::run_sql(options.path, damage);
          return store::open_sqlite(options);
        }) {
    const auto made = identity::new_token({"ops", role}, {}, clock_.now());
    services_.access.replace({{made.token}}, clock_.now());
    proof_ = "Bearer " + made.text;
  }

  std::string proof_;
};

}  // namespace baton::http
