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

// A request to a webhook before anything in it is decoded or trusted.
struct Inbound {
  // The method: POST, and for handshakes also GET or OPTIONS.
  std::string method{};
  // Path and query as they were sent.
  std::string target{};
  // The bytes of the body as they were sent: signatures are over these.
  std::string body{};
  // The header fields in their order.
  formats::Headers headers{};
  // The address of the client, as text, as far as it is known: that of the connection, or what a
  // trusted proxy says.
  std::string client{};
  // The certificate that the client has proved to a trusted proxy, in DER; empty: none.
  std::string certificate{};

  // The value of the first field of this name, in upper or lower case; null if there is none.
  const std::string* header(std::string_view name) const {
    return formats::find_header(headers, name);
  }
};

// The answer to a request to a webhook.
struct Reply {
  // The status code.
  int status = 200;
  // The media type of the body, a literal. Empty: the answer has no body.
  std::string_view content_type{};
  // The bytes of the body.
  std::string body{};
  // Further header fields.
  formats::Headers headers{};
};

// What somebody said to an approval in a system of their own, such as by a button in a chat. The
// request proved that its sender vouches for who it was.
struct ApprovalAnswer {
  // The id of the approval.
  std::string approval{};
  // The hash of what they were shown.
  std::string hash{};
  // True: they agree. False: they refuse.
  bool approve = false;
  // The name under which the sender knows them.
  std::string who{};
  // Which of the sender's customers that name belongs to, such as a workspace; may be empty.
  std::string team{};
  // The name of that person in Baton (HookOptions::people); empty: the connection does not name
  // them.
  std::string person{};
};

// The outcome of a request whose proof holds.
struct Accepted {
  // The events to store. A handshake and a heartbeat have none.
  std::vector<core::Event> events{};
  // The answer to send once all events are durable.
  Reply reply{};
  // The secret that a handshake brought. The caller keeps it, and passes it to later calls of
  // receive().
  std::optional<core::Secret> learned{};
  // How many of the events are CONNECTION.unreadable: parts of a batch that could not be read.
  std::size_t unreadable = 0;
  // What the one event says, if that is a decision.
  std::optional<ApprovalAnswer> decision{};
};

struct OwnSettings;
struct Scheme;
class SenderRules;

// The webhook of one connection: it verifies a request, decodes it and names its events. Where a
// signature covers the body and not the header fields, the body identifies the delivery
// (Event::delivery), so that the same body under another id is the same delivery. A hook never
// changes, and any thread may use it.
class Hook {
 public:
  // Checks the options and makes the hook. An unknown scheme, a secret that is missing or malformed
  // and settings that do not belong together are Errc::invalid with the setting in `where`. The
  // decoder must not be null.
  static core::Result<std::shared_ptr<const Hook>> make(HookOptions options,
                                                        std::shared_ptr<const Decoder> decoder);

  // Verifies the proof over the raw bytes in constant time, and only then parses and decodes them.
  // `learned` is the secret that an earlier handshake brought (Accepted::learned); empty if there
  // was none. Errors: denied (the address or the certificate of the sender is not allowed, which is
  // looked at first), unauthenticated (the proof is missing, wrong or too old), unsupported (media
  // type, content coding or method), invalid (the body is not what it says it is), too_large, and
  // conflict (a handshake that nobody waits for). A message never quotes what was sent.
  core::Result<Accepted> receive(const Inbound& request, core::Time now,
                                 std::string_view learned = {}) const;

  // The answer to a request that receive() refused: application/problem+json (RFC 9457) with the
  // header fields that its status needs (WWW-Authenticate, Accept). A vendor that has a protocol of
  // its own gets the answer in that protocol.
  Reply refuse(const core::Error& error) const;

  // The methods that it takes, as the value of the header field Allow: POST, and that of a
  // handshake.
  std::string methods() const;

  // The name of the connection, which is the source of its events.
  const std::string& connection() const { return options_.decode.connection; }
  // The name of its scheme; "none" means that nothing is verified.
  const std::string& scheme() const { return options_.scheme; }
  // The options that it was made with.
  const HookOptions& options() const { return options_; }

 private:
  Hook(HookOptions options, const Scheme& scheme, std::shared_ptr<const OwnSettings> own,
       std::shared_ptr<const SenderRules> senders, std::shared_ptr<const Decoder> decoder);
  // The answer to send once these events, which came in this body, are stored.
  Accepted accept(std::vector<core::Event> events, std::string_view body) const;

  HookOptions options_;
  const Scheme& scheme_;
  std::shared_ptr<const OwnSettings> own_;
  std::shared_ptr<const SenderRules> senders_;  // null: whoever proves itself may send
  std::shared_ptr<const Decoder> decoder_;
};

}  // namespace baton::ingress
