#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/secret.hpp"
#include "baton/http/server.hpp"
#include "baton/ingress/webhook.hpp"
#include "baton/runtime/past_flow.hpp"
#include "http/api/access.hpp"
#include "http/api/export_rows.hpp"
#include "http/api/log_watch.hpp"
#include "http/api/password_desk.hpp"
#include "http/api/past_figures.hpp"
#include "http/api/redeliveries.hpp"
#include "http/api/refusal_log.hpp"
#include "http/api/refusals.hpp"
#include "http/api/sign_in_limits.hpp"
#include "http/api/sources.hpp"
#include "http/api/stream_groups.hpp"
#include "http/api/stream_places.hpp"
#include "http/server/unsent.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace baton::http {

// The live streams that are open: how many there are, and their groups.
struct Streams {
  StreamPlaces places{};
  StreamGroups groups{};
};

// The connections whose vendor is making a handshake: the secret that it brought is not stored yet.
using Handshakes = std::set<std::string, std::less<>>;

// The parked events of which a replay is under way.
using Replays = std::set<core::EventId>;

// What the handlers work with. One thread.
struct Services {
  Server::Parts parts;
  Server::Options options;
  LogWatch watch;
  Sources sources;
  Access access{};
  SignInLimits sign_ins{};
  ExportRows exports{};
  PasswordDesk passwords{};
  RefusalLog refused_logins{};
  RefusalLog refused_hooks{};  // and their redeliveries that differ
  // By connection: the secrets that handshakes brought.
  std::map<std::string, core::Secret, std::less<>> learned{};
  // Shared with the exchanges of these handshakes, which may outlive this.
  std::shared_ptr<Handshakes> handshakes = std::make_shared<Handshakes>();
  // Shared with those replays, which may outlive this.
  std::shared_ptr<Replays> replays = std::make_shared<Replays>();
  ingress::Inbound inbound{};  // reused, so that its strings keep their memory
  core::Time started{};
  Unsent* unsent = nullptr;  // the listener's
  // Shared with the streams that are open, which may outlive this.
  std::shared_ptr<Streams> streams = std::make_shared<Streams>();
  Redeliveries redeliveries{};
  Refusals refusals{};
  PastFigures past{};
  runtime::PastFlow past_flow{};
  bool is_ready = false;
};

}  // namespace baton::http
