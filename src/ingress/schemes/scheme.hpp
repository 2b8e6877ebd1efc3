#pragma once

#include "baton/ingress/schemes.hpp"
#include "baton/ingress/webhook.hpp"

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The table of schemes. Everything that a hook does differently for two schemes is a member of
// their rows, and a member that is null or false is something that the scheme does not need. Each
// row stands in the file of its scheme, below the vendor's page that describes it. Functions of a
// row are pure; any thread may call them.
namespace baton::ingress {

// The settings of one scheme. Each scheme that has settings derives a struct of its own.
struct OwnSettings {
  virtual ~OwnSettings() = default;
};
// The settings of a hook, shared by all of its requests.
using OwnSettingsPtr = std::shared_ptr<const OwnSettings>;

// Sets `value` to the setting of this name, and leaves it unchanged if the setting is absent.
template <class Value>
void take(const SchemeSettings& settings, std::string_view name, Value& value) {
  const auto found = settings.find(name);
  if (found != settings.end()) value = std::get<Value>(found->second);
}

// What a scheme needs to verify a request.
struct Proof {
  // The request.
  const Inbound& request;
  // The settings of the hook's scheme.
  const OwnSettings& own;
  // The secrets of the configuration, and then the secret of a handshake if there was one.
  std::vector<std::string_view> secrets;
  // The wall clock's time.
  core::Time now;

  // The settings as the struct that the scheme has derived.
  template <class Own>
  const Own& settings() const {
    return dynamic_cast<const Own&>(own);
  }
};

// The answer to events that were accepted.
struct Acknowledgement {
  // The status code. Some vendors accept only 200.
  int status = 202;
  // The media type of the body, a literal; empty: the answer has no body.
  std::string_view content_type{};
  // The body, a literal.
  std::string_view body{};
};

// One scheme.
struct Scheme {
  // The name of the scheme.
  std::string_view name;
  // The keys of its settings.
  std::span<const SchemeKey> keys{};
  // Reads its settings into a struct of its own. An error names the setting that is missing or
  // malformed. Null: it has no settings.
  core::Result<OwnSettingsPtr> (*read)(const HookOptions&) = nullptr;
  // True if a hook of this scheme needs a secret.
  bool needs_secret = true;

  // Answers a handshake, before anything is verified; nullopt if the request is no handshake.
  std::optional<core::Result<Accepted>> (*handshake)(const Proof&) = nullptr;
  // The method of handshakes. HEAD stands for GET, as everywhere (RFC 9110 section 9.3.2).
  std::string_view handshake_method = "POST";
  // Verifies the proof over the raw bytes. Null: all of the proof stands in the body.
  core::Result<void> (*verify)(const Proof&) = nullptr;
  // Verifies the part of the proof that stands in the body.
  core::Result<void> (*verify_body)(const Proof&, const core::Json&) = nullptr;
  // Takes a secret that proves the sender out of the body, so that no event holds it. Null: none
  // stands there.
  void (*take_out_secret)(const Proof&, core::Json&) = nullptr;
  // Answers a handshake that is itself signed; nullopt if the body is no handshake.
  std::optional<Reply> (*challenge)(const core::Json&) = nullptr;
  // The answer to events that were accepted.
  Acknowledgement reply{};

  // True if the signature covers the body and nothing else. Whoever has one delivery can then send
  // it again with other header fields.
  bool signs_body_alone = false;
  // The value of DecodeOptions::whole_batches.
  bool whole_batches = false;
  // The value of WWW-Authenticate in a refusal. Empty: that of a signature.
  std::string_view authenticate{};
};

// The rows, in the order of table.cpp.
extern const Scheme kHmac, kStandardWebhooks, kJira, kGithub, kMeta, kSlack, kHubspot, kAsana,
    kLinkedin, kHeader, kBasic, kBearer, kBodyKey, kSalesforceOutbound, kCloudevents, kNone,
    kJiraJwt, kJiraConnect, kAdobe, kTV1;

// The row of a scheme; null if there is no such scheme.
const Scheme* find_scheme(std::string_view name);

// The error of a request that lacks its proof. `what` never quotes the request, which may hold a
// secret, or an attack on those who read the log.
core::Error no_proof(std::string what);
// The error of a request whose proof is wrong. `what` never quotes the request.
core::Error bad_proof(std::string what);
// The error of a hook that lacks a setting of its scheme.
core::Error missing_setting(std::string_view scheme, std::string_view setting);
// The error of a setting with a value that is none of its choices, which read "hex or base64".
core::Error wrong_setting(std::string_view setting, std::string_view choices,
                          const std::string& value);

// How old or new a signed timestamp may be unless a setting says otherwise.
inline constexpr std::chrono::seconds kTolerance{300};

// Checks that a timestamp is at most `tolerance` before or after `now`. It is a decimal number of
// seconds since 1970, or of milliseconds if `milliseconds` is set.
core::Result<void> check_fresh(std::string_view timestamp, core::Time now, bool milliseconds,
                               std::chrono::seconds tolerance = kTolerance);

// A challenge that may be sent back as it came, because it cannot be a page: 1 to 256 letters,
// digits, _ and -.
bool is_plain_challenge(std::string_view challenge);
// The credentials of the header field Authorization: "abc" of "Bearer abc". Returns nullopt if the
// field is missing or names another authentication scheme.
std::optional<std::string_view> credentials(const Inbound& request, std::string_view scheme);

}  // namespace baton::ingress
