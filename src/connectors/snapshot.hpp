#pragma once

#include "connectors/actor.hpp"
#include "connectors/connection.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace baton::connectors {

// One connection in use, and what acts over it.
struct Entry {
  Connection connection;
  std::unique_ptr<Actor> actor;  // borrows the connection
  std::string declaration{};     // what it was made from, as ConnectionsFile::declaration() says
};

// An entry whose actor performs what the connector's manifest says. The other three outlive it.
std::shared_ptr<const Entry> make_entry(Connection connection, std::string declaration,
                                        HttpClient& http, const ports::Clock& clock,
                                        const Registry::Options& options);

// All connections in use, by name. It never changes: what is read anew is another snapshot, which
// shares the entries that stayed the same. Whoever works with one of its entries holds the
// snapshot.
struct Snapshot {
  std::map<std::string, std::shared_ptr<const Entry>, std::less<>> entries{};

  // Null: there is no such connection.
  const Entry* find(std::string_view connection) const;
  // What can be done, for the template checker.
  core::Operations operations() const;
};

}  // namespace baton::connectors
