#pragma once

#include "baton/ingress/schemes.hpp"
#include "baton/ingress/webhook.hpp"

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The table of schemes. Whatever a hook does differently for one scheme than for another is a
// member of its row; a member that is null or false is what most schemes do not have. Each row
// stands in the file of its scheme, below the vendor's page that describes it.
namespace baton::ingress {

// What one scheme has read of its settings: each derives a struct of its own.
struct OwnSettings {
  virtual ~OwnSettings() = default;
};
using OwnSettingsPtr = std::shared_ptr<const OwnSettings>;

// Sets `value` to the setting of this name; leaves it when there is none.
template <class Value>
void take(const SchemeSettings& settings, std::string_view name, Value& value) {
  const auto found = settings.find(name);
  if (found != settings.end()) value = std::get<Value>(found->second);
}

// What a scheme looks at.
struct Proof {
  const Inbound& request;
  const OwnSettings& own;
  std::vector<std::string_view> secrets;  // configured, then learned
  core::Time now;

  template <class Own>
  const Own& settings() const {
    return dynamic_cast<const Own&>(own);
  }
};

// The answer to events that were taken.
struct Acknowledgement {
  int status = 202;  // some vendors take only 200
  std::string_view content_type{};
  std::string_view body{};
};

struct Scheme {
  std::string_view name;
  // Its settings: their keys, and what reads them into its own struct. An error names what is
  // missing or malformed.
  std::span<const SchemeKey> keys{};
  core::Result<OwnSettingsPtr> (*read)(const HookOptions&) = nullptr;
  bool needs_secret = true;

  // Answers a handshake; nullopt when the request is none. Called before verify.
  std::optional<core::Result<Accepted>> (*handshake)(const Proof&) = nullptr;
  // Verifies the proof over the raw bytes. Null: there is none before the body is read.
  core::Result<void> (*verify)(const Proof&) = nullptr;
  // Verifies what of the proof stands in the body.
  core::Result<void> (*verify_body)(const Proof&, const core::Json&) = nullptr;
  // Answers a handshake that is itself signed; nullopt when the body is none.
  std::optional<Reply> (*challenge)(const core::Json&) = nullptr;
  Acknowledgement reply{};

  // The signature is over the body and nothing else: whoever has one delivery can send it again
  // under other headers.
  bool signs_body_alone = false;
  // DecodeOptions::whole_batches.
  bool whole_batches = false;
  // For WWW-Authenticate; empty: a signature.
  std::string_view authenticate{};
};

// The rows, in table.cpp's order.
extern const Scheme kHmac, kStandardWebhooks, kJira, kGithub, kMeta, kSlack, kHubspot, kAsana,
    kLinkedin, kHeader, kBasic, kBearer, kBodyKey, kSalesforceOutbound, kCloudevents, kNone,
    kJiraJwt, kJiraConnect;

// Null: there is no such scheme.
const Scheme* find_scheme(std::string_view name);

// What was sent is never quoted: it may be a secret, or an attack on whoever reads the log.
core::Error no_proof(std::string what);
core::Error bad_proof(std::string what);
core::Error missing_setting(std::string_view scheme, std::string_view setting);
// A setting that has another value than those that there are: "hex or base64".
core::Error wrong_setting(std::string_view setting, std::string_view choices,
                          const std::string& value);

// Decimal seconds or, with `milliseconds`, milliseconds since 1970 within 300 s of now on both
// sides.
core::Result<void> check_fresh(std::string_view timestamp, core::Time now, bool milliseconds);
// "Bearer abc" → "abc"; nullopt when the field Authorization is missing or names another scheme.
std::optional<std::string_view> credentials(const Inbound& request, std::string_view scheme);

}  // namespace baton::ingress
