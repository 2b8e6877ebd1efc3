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
struct Line {
  Connection connection;
  std::unique_ptr<Actor> actor;  // borrows the connection
};

// A line whose actor performs what the connector's manifest says. The other three outlive it.
std::shared_ptr<const Line> make_line(Connection connection, HttpClient& http,
                                      const ports::Clock& clock, const Registry::Options& options);

// All connections in use, by name. It never changes: what is read anew is another snapshot, which
// shares the lines that stayed the same. Whoever works with one of its lines holds the snapshot.
struct Snapshot {
  std::map<std::string, std::shared_ptr<const Line>, std::less<>> lines{};

  // Null: there is no such connection.
  const Line* find(std::string_view connection) const;
  // What can be done, for the template checker.
  core::Operations operations() const;
};

}  // namespace baton::connectors
