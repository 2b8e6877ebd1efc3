#pragma once

#include "connectors/connection.hpp"
#include "connectors/curl/threads.hpp"
#include "connectors/performer.hpp"
#include "connectors/plugin/host.hpp"
#include "connectors/redaction.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

namespace baton::connectors {

// One connection in use, with the performer that performs its actions.
struct Entry {
  // The connection.
  Connection connection;
  // The performer, which borrows the connection.
  std::unique_ptr<Performer> performer;
  // What the connection was made from. See ConnectionsFile::declaration().
  std::string declaration{};
};

// The ways out.
struct Ways {
  HttpClient& http;
  CurlThreads& mail;
  PluginHost& plugins;
  CurlThreads& files;
};

// Makes an entry whose performer follows the manifest of the connector, or calls its program. The
// ways, the clock and `options` outlive it.
std::shared_ptr<const Entry> make_entry(Connection connection, std::string declaration, Ways ways,
                                        const ports::Clock& clock,
                                        const Registry::Options& options);

// All connections in use. A snapshot never changes: when a connection is read again, a new snapshot
// is made, which shares the entries of the other connections. Whoever uses an entry holds the
// snapshot meanwhile.
struct Snapshot {
  // The entries by the name of the connection.
  std::map<std::string, std::shared_ptr<const Entry>, std::less<>> entries{};
  // By the name of a connector: what was refused when its files were last read, while what was read
  // before is used.
  std::map<std::string, std::string, std::less<>> refused{};
  // Removes the credentials of all connections from an answer, except those that may stand in
  // honest text by chance, such as a password that is a word.
  Redaction credentials{};
  // The connections whose own secrets include all of these credentials, mostly because no other
  // connection has any. Their performers have removed them already.
  std::set<std::string, std::less<>> have_them_all{};

  // Fills `credentials` and `have_them_all` from the entries.
  void learn_credentials();
  // Removes from an answer of this connection what its own performer has left: the credentials of
  // the others. Empty if there are none, so that the answer is not searched once more.
  const Redaction& of_others(std::string_view connection) const;
  // The entry of a connection; null if there is no connection of this name.
  const Entry* find(std::string_view connection) const;
  // The operations of all connections, which templates are checked against.
  core::Operations operations() const;
};

}  // namespace baton::connectors
