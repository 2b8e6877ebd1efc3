#pragma once

#include "baton/core/finding.hpp"
#include "baton/ingress/expressions.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// A vendor as its file (config/simulator/NAME.yaml) describes it: what it keeps, what it can be
// asked, and what it answers. Compiled once and then only read. docs/guides/simulator.md describes
// the file for people.
namespace baton::simulator {

using ingress::DocumentPtr;
using ingress::ExpressionPtr;

// One segment of a route's path: a literal, or a name with literals around it.
struct PathPart {
  std::string before{}, name{}, after{};
  // The name takes this segment and all that follow.
  bool rest = false;
};

// How an answer looks.
struct AnswerSpec {
  // A number, or an expression that gives one; null: 200.
  DocumentPtr status{};
  DocumentPtr headers{};
  // The body; at most one of them.
  DocumentPtr json{}, text{}, base64{};
  // The media type of a text or of base64; null: application/xml.
  DocumentPtr type{};
};

// An answer that is given in place of the route's own while a condition holds.
struct RefusalSpec {
  ExpressionPtr when{};
  // The name of one of the vendor's `answers`; empty: `answer` itself.
  std::string named{};
  AnswerSpec answer{};
};

// The webhook has to take its secret and send it back before the route goes on.
struct HandshakeSpec {
  // The header field in which the secret goes there and comes back.
  std::string header{};
  // The answer if it does not come back.
  AnswerSpec refused{};
};

// Reads one record by its id.
struct GetSpec {
  DocumentPtr table{}, id{};
  // With true the route goes on where there is none; else it answers `not_found`.
  bool optional = false;
  // With true the id is that of a record that was found: it is read after `find`, else before it.
  bool after_find = false;
};

// Reads the records for which a condition and a query hold, a page at a time.
struct FindSpec {
  DocumentPtr table{};
  ExpressionPtr where{};
  // A text of Query, and the columns in which it is written.
  DocumentPtr query{};
  std::string below{};
  std::map<std::string, std::string> columns{};
  bool encoded = false;
  // How many records a page has, and how many come before it; null: all, and none.
  DocumentPtr size{}, skip{};
  // The newest first.
  bool newest_first = false;
  // The search is an index that may lag behind what was written.
  bool lags = false;
};

// Writes a record: a new one, or in place of the one of that id.
struct PutSpec {
  DocumentPtr table{}, id{}, record{};
  // Members that are added to it, as a merge patch (RFC 7396).
  DocumentPtr with{};
  ExpressionPtr when{};
};

// Changes members of the record that `get` found, if it found one, by merge patches (RFC 7396).
struct ChangeSpec {
  // One patch, or a list of them.
  std::vector<DocumentPtr> patches{};
};

// Does several requests of the same vendor, one after the other.
struct BatchSpec {
  // A list of {method, path, body, reference}.
  DocumentPtr requests{};
  // While it holds, one that fails undoes all of them.
  ExpressionPtr all_or_none{};
};

// What the record of actions says of the route.
struct ActSpec {
  DocumentPtr operation{}, key{}, subject{};
  ExpressionPtr when{};
  // Holds where the vendor recognised a repeat and did nothing.
  ExpressionPtr repeat{};
};

// A message to the webhook.
struct SendSpec {
  ExpressionPtr when{};
  DocumentPtr headers{}, json{}, text{};
  // The media type; empty: the webhook's.
  std::string type{};
};

// What one method and path do. The members are taken in the order in which they stand here, but a
// get after find.
struct RouteSpec {
  std::string method{};
  std::vector<PathPart> path{};
  // No proof of who asks is needed.
  bool open = false;
  // The expressions see the body as base64 too.
  bool raw = false;
  std::optional<GetSpec> get{};
  // Values to which the route gives names.
  DocumentPtr vars{};
  std::optional<FindSpec> find{};
  std::vector<RefusalSpec> refuse{};
  std::optional<HandshakeSpec> handshake{};
  std::optional<BatchSpec> batch{};
  std::vector<PutSpec> put{};
  std::optional<ChangeSpec> change{};
  // The record that `get` found goes.
  bool remove = false;
  std::vector<ActSpec> act{};
  AnswerSpec answer{};
  std::vector<SendSpec> send{};
  // Where the route stands, for messages: "jira.yaml: POST /rest/api/3/issue".
  std::string where{};
};

// How the vendor proves its webhooks.
struct SignatureSpec {
  std::string header{}, prefix{};
  // base64 in place of hexadecimal digits.
  bool base64 = false;
  // The text that is signed.
  DocumentPtr text{};
};

// Where and how the vendor sends webhooks.
struct WebhookSpec {
  // Below the address of --webhooks.
  DocumentPtr path{};
  // The environment variable that holds the secret.
  std::string secret_variable{};
  std::optional<SignatureSpec> sign{};
  DocumentPtr headers{};
  std::string type = "application/json";
};

// A vendor.
struct VendorSpec {
  std::string name{}, title{};
  // Where connections begin below /NAME: "/api/1.0".
  std::string base{};
  // How paths begin that are this vendor's although they do not begin with its name, since a
  // manifest may name an address of tokens from the root of the host. Empty: there are none.
  std::string at_root{};
  // Holds for a request that proves who asks; null: no proof is asked for.
  ExpressionPtr proof{};
  // How it refuses: unauthorized, not_found, busy and error are always there.
  std::map<std::string, AnswerSpec> answers{};
  // What it keeps at first, by table and id.
  core::Json records = core::Json::object();
  std::vector<RouteSpec> routes{};
  std::optional<WebhookSpec> webhook{};
  // Environment variables by which the connections of config/connections.yaml lead here. "{url}" in
  // a value stands for the vendor's address.
  std::map<std::string, std::string> environment{};
};

// Reads a vendor's file. Null if the findings hold an error.
std::shared_ptr<const VendorSpec> read_vendor(std::string_view text, const std::string& file,
                                              core::Findings& findings);

// Matches a path with a route's and gives the names in it their values, decoded; nullopt if it does
// not fit.
std::optional<core::Json> match_path(const std::vector<PathPart>& parts, std::string_view path);

}  // namespace baton::simulator
