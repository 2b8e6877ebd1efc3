#pragma once

#include "baton/connectors/registry.hpp"
#include "baton/core/secret.hpp"
#include "baton/core/time.hpp"
#include "baton/formats/field_reader.hpp"
#include "baton/formats/url.hpp"

#include <array>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The table of auth kinds: the ways in which a connection proves to a vendor who it is. Everything
// that differs between two kinds is a member of their rows, and a null member is something that the
// kind does not need. Each row stands in the file of its kind.
namespace baton::connectors {

struct AuthRow;
struct Renewal;
struct Renewed;
struct AccessToken;

// The rows, in the order of table.cpp.
extern const AuthRow kAuthNone, kAuthBasic, kAuthBearer, kAuthBearerProof, kAuthHeader, kAuthQuery,
    kAuthOauth2, kAuthJwtBearer, kAuthGithubApp, kAuthAwsSigv4, kAuthSignIn, kAuthSshKey;

// One entry under `auth` of a connector's manifest. The connection adds the credentials.
struct AuthSpec {
  // The row of its kind; never null.
  const AuthRow* row;
  // The texts of the entry by key. An absent key has no entry.
  std::map<std::string, std::string, std::less<>> texts;

  // The text of a key; empty if the key is absent.
  std::string text(std::string_view key) const;
};

// What a kind needs for renewing its token, or for signing requests. Each such kind derives a
// struct of its own.
struct Credentials {
  virtual ~Credentials() = default;
  // The refresh token that the configuration names, for kinds whose vendor may replace it; empty
  // for all others.
  virtual core::Secret declared_refresh_token() const { return {}; }
};

// The section `auth` of one connection, with its references resolved.
struct Authorization {
  // The row of its kind; never null.
  const AuthRow* row = &kAuthNone;
  // The header field that carries the proof.
  std::string header = "Authorization";
  // The proof, for kinds whose proof never changes: the header line "Name: value\r\n", or the
  // member "name=value" of the query.
  core::Secret line{};
  // The user name and the password, for proofs that are no header; may be empty.
  core::Secret username{};
  core::Secret password{};
  // What renews the token or signs requests; null for kinds that do neither.
  std::shared_ptr<const Credentials> works_with{};
};

// Reads the section `auth` of one connection.
class AuthReader {
 public:
  // All arguments outlive the reader. It adds to `reasons` why the connection is not in use, and to
  // `secrets` what may not come back in an answer.
  AuthReader(const formats::FieldReader& at, const AuthSpec& spec, const Environment& environment,
             std::string& reasons, std::vector<core::Secret>& secrets)
      : at_(at), spec_(spec), environment_(environment), reasons_(reasons), secrets_(secrets) {}

  // Reads a secret, which must be there. A mistake in it is a finding; a secret that is not set is
  // a reason. Empty if there is none.
  core::Secret secret(std::string_view key) const;
  // The same for a key, which may have many lines.
  core::Secret key(std::string_view key) const;
  // The name of the stored secret that the value of a key refers to; empty if it is none.
  std::string stored_secret(std::string_view key) const;
  // Adds a secret that is a part of another one.
  void withhold(const core::Secret& secret) const;
  // True if the connection has this key.
  bool has(std::string_view key) const { return at_.find(key) != nullptr; }
  // Reports a mistake in the value of a key.
  void error(std::string_view key, std::string_view rule, std::string message,
             std::string hint = {}) const;
  // Reads an account, such as a user name. It must be there, and it must be a reference, although
  // it is no secret. Empty if there is none.
  core::Secret account(std::string_view key) const;
  // The text of the connection, or that of its connector if the connection has none. A reference is
  // looked up.
  std::string text(std::string_view key) const;
  // The same for a text that may not be a reference.
  std::string plain_text(std::string_view key) const;
  // The entry of the manifest that the connection follows.
  const AuthSpec& spec() const { return spec_; }

 private:
  const formats::FieldReader& at_;
  const AuthSpec& spec_;
  const Environment& environment_;
  std::string& reasons_;
  std::vector<core::Secret>& secrets_;
};

// The keys of a section, as literals.
using AuthKeys = std::span<const std::string_view>;

// One auth kind.
struct AuthRow {
  // The name of the kind.
  std::string_view kind;
  // The keys of an entry under `auth` of a manifest, besides `kind`. All have texts.
  AuthKeys manifest_keys{};
  // Adds to the findings what such an entry lacks. Null: it cannot lack anything.
  void (*check_manifest)(const formats::FieldReader& at, const AuthSpec& spec) = nullptr;
  // The keys of the section `auth` of a connection, besides `kind`.
  AuthKeys keys{};
  // Reads the credentials of a connection.
  void (*read)(const AuthReader& at, Authorization& authorization) = nullptr;
  // Adds the proof to a request.
  void (*apply)(const Authorization& authorization, const AccessToken& token,
                HttpRequest& request) = nullptr;
  // Adds a proof that is made of the whole request, once everything else is in it. Null: the proof
  // does not depend on the request. `now` is the wall clock's time.
  void (*sign)(const Authorization& authorization, const formats::Origin& origin, core::Time now,
               HttpRequest& request) = nullptr;
  // Fetches a new token, for kinds whose token ends. Null: the proof never changes. The renewal is
  // borrowed until the coroutine has resumed.
  boost::asio::awaitable<Renewed> (*renew)(const Renewal& renewal) = nullptr;
};

// The row of a kind; null if there is no such kind.
const AuthRow* find_auth(std::string_view kind);
// The names of all kinds, in the order of the table.
std::vector<std::string> auth_kinds();
// The keys that an entry under `auth` of a manifest may have for some kind, each once.
std::vector<std::string> auth_manifest_keys();

// Adds Authorization::line to the head of a request: AuthRow::apply for most kinds.
void apply_line(const Authorization& authorization, const AccessToken& token, HttpRequest& request);

// Reads one entry under `auth` of a manifest. Mistakes are findings.
AuthSpec read_auth_spec(const formats::FieldReader& at);

}  // namespace baton::connectors
