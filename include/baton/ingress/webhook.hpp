#pragma once

#include "baton/core/event.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/secret.hpp"
#include "baton/core/time.hpp"
#include "baton/formats/http_fields.hpp"
#include "baton/ingress/decode.hpp"
#include "baton/ingress/hook_options.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::ingress {

// A request as it came in: nothing decoded, nothing trusted.
struct Inbound {
  std::string method{};
  std::string target{};  // path and query, as sent
  std::string body{};    // the raw bytes: signatures are over these
  formats::Headers headers{};

  // The first field of this name, in letters of either case; null when there is none.
  const std::string* header(std::string_view name) const {
    return formats::find_header(headers, name);
  }
};

// What is to be answered over HTTP.
struct Reply {
  int status = 200;
  std::string content_type{};  // empty: no body
  std::string body{};
  formats::Headers headers{};
};

// What a request that proved itself came to.
struct Accepted {
  std::vector<core::Event> events{};  // none for a handshake or a heartbeat
  Reply reply{};                      // to be sent once all of them are durable
  // A handshake brought this hook its secret: keep it, and hand it to later calls of receive().
  std::optional<core::Secret> learned{};
  // How many of the events are CONNECTION.unreadable: parts of a batch that could not be read.
  std::size_t unreadable = 0;
};

struct OwnSettings;  // what a scheme has read of its settings
struct Scheme;       // one way of proving origin: src/ingress/schemes/scheme.hpp

// The inbound side of one connection: verify, decode, name. receive() may be called from any
// thread. Where a signature covers the body and not the headers, the body names the delivery
// (Event::delivery): under another id it is the same one.
class Hook {
 public:
  // Checks the options and makes the hook. An unknown scheme, a missing or malformed secret and
  // settings that do not belong together are Errc::invalid, with the setting in `where`.
  static core::Result<std::shared_ptr<const Hook>> make(HookOptions options,
                                                        std::shared_ptr<const Decoder> decoder);

  // Verifies the proof over the raw bytes in constant time before anything is parsed, then decodes.
  // `learned`: the secret a handshake brought (Accepted::learned), if one did. Errors:
  // unauthenticated (no proof or a wrong one, or one that is too old), unsupported (media type,
  // content coding, method), invalid (not what it says it is), too_large, conflict (a handshake
  // that nobody waits for). A message never quotes what was sent.
  core::Result<Accepted> receive(const Inbound& request, core::Time now,
                                 std::string_view learned = {}) const;

  // The answer to a refused request: problem+json, with the headers the status asks for
  // (WWW-Authenticate, Accept). For a vendor with a protocol of its own, in that protocol.
  Reply refuse(const core::Error& error) const;

  // The name of the connection, which is the source of its events.
  const std::string& connection() const { return options_.decode.connection; }
  // The name of its scheme; "none": nothing is verified.
  const std::string& scheme() const { return options_.scheme; }
  // What it was made with.
  const HookOptions& options() const { return options_; }

 private:
  Hook(HookOptions options, const Scheme& scheme, std::shared_ptr<const OwnSettings> own,
       std::shared_ptr<const Decoder> decoder);
  // What is answered, and known, once these events of this body are stored.
  Accepted accept(std::vector<core::Event> events, std::string_view body) const;

  HookOptions options_;
  const Scheme& scheme_;
  std::shared_ptr<const OwnSettings> own_;
  std::shared_ptr<const Decoder> decoder_;
};

}  // namespace baton::ingress
