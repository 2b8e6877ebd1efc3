#include "connectors/auth/auth.hpp"

#include "baton/core/text.hpp"
#include "connectors/connection_parts.hpp"
#include "connectors/keys.hpp"

namespace baton::connectors {

namespace {

// A line of a key that is shorter than this could be found in honest text.
constexpr std::size_t kKeyLineBytesMin = 16;

}  // namespace

std::string AuthSpec::text(std::string_view key) const {
  const auto found = texts.find(key);
  return found != texts.end() ? found->second : std::string();
}

core::Secret AuthReader::secret(std::string_view key) const {
  auto secret = required_secret(at_, key, environment_, reasons_);
  if (!secret.empty()) secrets_.push_back(secret);
  return secret;
}

core::Secret AuthReader::key(std::string_view key) const {
  auto secret = required_key(at_, key, environment_, reasons_);
  if (!secret.empty()) withhold(secret);
  return secret;
}

std::string AuthReader::stored_secret(std::string_view key) const {
  const auto* value = at_.find(key);
  return value != nullptr ? secret_of_reference(*value) : std::string();
}

// An endpoint that repeats a key may do so line by line.
void AuthReader::withhold(const core::Secret& secret) const {
  secrets_.push_back(secret);
  for (std::string_view left = secret.reveal(); !left.empty();) {
    const auto line = core::take_part(left, '\n');
    if (line.size() >= kKeyLineBytesMin && !line.starts_with("-----"))
      secrets_.emplace_back(std::string(line));
  }
}

void AuthReader::error(std::string_view key, std::string_view rule, std::string message,
                       std::string hint) const {
  at_.error(key, std::string(rule), std::move(message), std::move(hint));
}

core::Secret AuthReader::account(std::string_view key) const {
  return required_account(at_, key, environment_, reasons_);
}

std::string AuthReader::text(std::string_view key) const {
  auto resolved = text_at(at_, key, environment_);
  return resolved.value.empty() ? spec_.text(key) : std::move(resolved.value);
}

std::string AuthReader::plain_text(std::string_view key) const {
  return at_.find(key) != nullptr ? at_.text(key) : spec_.text(key);
}

void apply_line(const Authorization& authorization, const AccessToken& /*token*/,
                HttpRequest& request) {
  request.head += authorization.line.reveal();
}

AuthSpec read_auth_spec(const formats::FieldReader& at) {
  at.allow(keys::manifest_auth());
  AuthSpec spec{&kAuthNone, {}};
  const auto kind = at.required_text("kind");
  if (const auto* row = find_auth(kind))
    spec.row = row;
  else if (!kind.empty())
    at.error("kind", "config/enum", "unknown kind of auth \"" + kind + "\"",
             core::did_you_mean(kind, auth_kinds()));
  for (const auto& key : auth_manifest_keys())
    if (auto text = at.text(key); !text.empty()) spec.texts.emplace(key, std::move(text));
  if (spec.row->check_manifest != nullptr) spec.row->check_manifest(at, spec);
  return spec;
}

}  // namespace baton::connectors
