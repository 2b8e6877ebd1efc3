#pragma once

#include "baton/connectors/registry.hpp"
#include "baton/core/secret.hpp"
#include "baton/formats/field_reader.hpp"

#include <array>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The table of the ways in which a connection proves who it is. Whatever differs between two of
// them is a member of its row; a member that is null is what most do not have. Each row stands in
// the file of its kind.
namespace baton::connectors {

struct AuthRow;
struct Renewal;
struct Renewed;
struct Token;

// The rows, in table.cpp's order.
extern const AuthRow kAuthNone, kAuthBasic, kAuthBearer, kAuthHeader, kAuthQuery, kAuthOauth2;

// What a connector's manifest says about one way of authorizing; the connection adds the
// credentials.
struct AuthSpec {
  const AuthRow* row;                                     // never null
  std::map<std::string, std::string, std::less<>> texts;  // by key; what is absent is not in it

  std::string text(std::string_view key) const;
};

// What renewing needs to know; each kind that renews derives a struct of its own.
struct Credentials {
  virtual ~Credentials() = default;
};

// How one connection proves who it is: its `auth`, with the references in it resolved.
struct Authorization {
  const AuthRow* row = &kAuthNone;                  // never null
  std::string header = "Authorization";             // the field that carries the proof
  core::Secret line{};                              // where it never changes: "Name: value\r\n"
  std::shared_ptr<const Credentials> renewed_by{};  // null where nothing is renewed
};

// The `auth` of a connection while it is read.
class AuthReader {
 public:
  // All of them outlive it. `reasons`: why the connection is not in use. `secrets`: what may not
  // come back in an answer.
  AuthReader(const formats::FieldReader& at, const AuthSpec& spec, const Environment& environment,
             std::string& reasons, std::vector<core::Secret>& secrets)
      : at_(at), spec_(spec), environment_(environment), reasons_(reasons), secrets_(secrets) {}

  // A secret that must be there; what is wrong or missing is noted. It may not come back.
  core::Secret secret(std::string_view key) const;
  // What must be there and may not stand in the file, though it is no secret: a user name.
  core::Secret account(std::string_view key) const;
  // What the connection says, or else its connector; a reference is looked up.
  std::string text(std::string_view key) const;
  // The same of what may not be a reference.
  std::string plain_text(std::string_view key) const;
  const AuthSpec& spec() const { return spec_; }

 private:
  const formats::FieldReader& at_;
  const AuthSpec& spec_;
  const Environment& environment_;
  std::string& reasons_;
  std::vector<core::Secret>& secrets_;
};

using AuthKeys = std::span<const std::string_view>;

struct AuthRow {
  std::string_view kind;
  // Of an entry under `auth` of a manifest, beside `kind`: all are texts.
  AuthKeys manifest_keys{};
  // Reports what such an entry lacks.
  void (*check_manifest)(const formats::FieldReader& at, const AuthSpec& spec) = nullptr;
  // Of `auth` of a connection, beside `kind`.
  AuthKeys keys{};
  // Reads the credentials.
  void (*read)(const AuthReader& at, Authorization& authorization) = nullptr;
  // Adds the proof to a request.
  void (*apply)(const Authorization& authorization, const Token& token,
                HttpRequest& request) = nullptr;
  // Fetches a token where the proof is one that ends. The renewal is borrowed until it has resumed.
  boost::asio::awaitable<Renewed> (*renew)(const Renewal& renewal) = nullptr;
};

// Null: there is no such kind.
const AuthRow* find_auth(std::string_view kind);
std::vector<std::string> auth_kinds();
// The keys of all kinds, each once.
std::vector<std::string> auth_manifest_keys();

// For rows whose proof never changes: adds Authorization::line.
void apply_line(const Authorization& authorization, const Token& token, HttpRequest& request);

// One entry under `auth` of a manifest.
AuthSpec read_auth_spec(const formats::FieldReader& at);

}  // namespace baton::connectors
