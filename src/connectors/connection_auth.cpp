#include "baton/core/text.hpp"
#include "connectors/connection_parts.hpp"

#include <algorithm>
#include <array>

// Reads how a connection proves who it is: its auth, and the header fields that it sends with every
// request.
namespace baton::connectors {

namespace {

using ReadReference = std::optional<Resolved> (*)(const formats::FieldReader&, std::string_view,
                                                  const Environment&);

core::Secret required(ReadReference read, const formats::FieldReader& at, std::string_view key,
                      const Environment& environment, std::string& reasons) {
  if (at.find(key) == nullptr) {
    at.error(key, "config/missing-key", "\"" + std::string(key) + "\" is missing",
             "write " + std::string(key) + ": env:NAME");
    return {};
  }
  auto resolved = read(at, key, environment);
  if (!resolved) return {};
  note(reasons, *resolved);
  if (resolved->value.find_first_of("\r\n") != std::string::npos && read == account_at)
    at.error(key, "config/secret", "\"" + std::string(key) + "\" holds a line break");
  return core::Secret(std::move(resolved->value));
}

// True for the name of a header field that carries a credential, whose value may not stand in the
// file.
bool names_a_credential(std::string_view name) {
  constexpr std::array<std::string_view, 8> kWords{"auth",     "token",      "key",    "secret",
                                                   "password", "credential", "cookie", "session"};
  const auto lowered = core::lower(name);
  return std::any_of(kWords.begin(), kWords.end(),
                     [&lowered](auto word) { return lowered.find(word) != std::string::npos; });
}

// Reads the value of one header field. A reference is a secret, unless it says `secret: false`.
Resolved read_header(const formats::FieldReader& at, const std::string& name,
                     Connection& connection, const Environment& environment) {
  const auto& value = *at.find(name);
  const bool open = value.is_object() && value.contains("secret") && value.at("secret") == false;
  if (open || (!is_reference(value) && !names_a_credential(name)))
    return text_at(at, name, environment);
  const auto resolved = secret_at(at, name, environment);
  if (!resolved) return {{}, "the header " + name + " is not by reference"};
  if (!resolved->missing.empty()) return *resolved;
  connection.secrets.emplace_back(resolved->value);
  if (names_a_credential(name)) connection.credentials.emplace_back(resolved->value);
  return *resolved;
}

}  // namespace

void add_reason(std::string& reasons, const std::string& reason) {
  if (reasons.find(reason) == std::string::npos) reasons += (reasons.empty() ? "" : "; ") + reason;
}

void note(std::string& reasons, const Resolved& resolved) {
  if (!resolved.missing.empty() && !resolved.optional) add_reason(reasons, resolved.missing);
}

core::Secret required_secret(const formats::FieldReader& at, std::string_view key,
                             const Environment& environment, std::string& reasons) {
  return required(secret_at, at, key, environment, reasons);
}

core::Secret required_key(const formats::FieldReader& at, std::string_view key,
                          const Environment& environment, std::string& reasons) {
  return required(key_at, at, key, environment, reasons);
}

core::Secret required_account(const formats::FieldReader& at, std::string_view key,
                              const Environment& environment, std::string& reasons) {
  return required(account_at, at, key, environment, reasons);
}

void read_auth(const formats::FieldReader& at, Connection& connection,
               const Environment& environment) {
  const auto& known = connection.manifest->auth;
  const auto kind = at.text("kind", (known.empty() ? &kAuthNone : known.front().row)->kind);
  const auto* row = find_auth(kind);
  const auto spec = std::find_if(known.begin(), known.end(),
                                 [row](const AuthSpec& one) { return one.row == row; });
  if (spec == known.end() && row != &kAuthNone) {
    std::vector<std::string> names;
    for (const auto& one : known) names.emplace_back(one.row->kind);
    auto hint = core::did_you_mean(kind, names);
    if (hint.empty())
      hint = "it is authorized by " + (names.empty() ? "none" : core::any_of(names));
    at.error("kind", "config/enum",
             connection.manifest->name + " is not authorized by \"" + kind + "\"", std::move(hint));
    return;
  }
  std::vector<std::string> keys{"kind"};
  keys.insert(keys.end(), row->keys.begin(), row->keys.end());
  at.allow(keys);
  connection.auth.row = row;
  const AuthSpec unsaid{row, {}};
  auto& secrets = connection.secrets;
  const auto read_before = static_cast<std::ptrdiff_t>(secrets.size());
  const AuthReader reader(at, spec != known.end() ? *spec : unsaid, environment,
                          connection.state.reason, secrets);
  if (row->read != nullptr) row->read(reader, connection.auth);
  connection.credentials.insert(connection.credentials.end(), secrets.begin() + read_before,
                                secrets.end());
  connection.header_names.push_back(connection.auth.header);
}

void read_headers(const formats::FieldReader& at, Connection& connection,
                  const Environment& environment) {
  std::string lines;
  for (const auto& [name, value] : at.value().items()) {
    const auto resolved = read_header(at, name, connection, environment);
    note(connection.state.reason, resolved);
    if (!resolved.missing.empty()) continue;
    if (resolved.value.find_first_of("\r\n") != std::string::npos ||
        name.find_first_of("\r\n: ") != std::string::npos) {
      at.error(name, "config/header", "a header's name and value are one line");
      continue;
    }
    lines += name + ": " + resolved.value + "\r\n";
    connection.header_names.push_back(name);
  }
  connection.header_lines = core::Secret(std::move(lines));
}

}  // namespace baton::connectors
