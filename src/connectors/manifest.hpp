#pragma once

#include "baton/core/effect.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/template.hpp"
#include "baton/formats/json_schema.hpp"
#include "baton/ingress/decode.hpp"
#include "baton/ingress/event_types.hpp"
#include "baton/ingress/expressions.hpp"
#include "connectors/auth/auth.hpp"
#include "connectors/request_body.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// A connector as its manifest (config/connectors/*.yaml, config/schema/connector.schema.json)
// declares it, with all that can be compiled compiled. Immutable.
namespace baton::connectors {

// What is sent. Exactly one of path, target and url says where; at most one of json, form and the
// body's own kinds says what.
struct RequestSpec {
  std::string method = "GET";
  std::vector<ingress::DocumentPtr>
      path{};  // segments below the base URL, each one rendered and then percent-encoded as a whole
  ingress::DocumentPtr target{};  // a path with query, as text, below the base URL
  ingress::DocumentPtr url{};     // an absolute URL, for the http connector
  ingress::DocumentPtr
      query{};  // an object of scalars and lists of them; null members are left out
  ingress::DocumentPtr headers{};  // the same
  ingress::DocumentPtr json{};
  ingress::DocumentPtr form{};  // an object of scalars
  BodySpec body{};
};

// What an answer means. Kind `succeeded`: it was done already, though the vendor calls it a
// failure.
struct ErrorRule {
  std::vector<std::pair<int, int>> statuses{};  // empty: every status that is not a success
  ingress::ExpressionPtr when{};
  core::ActionResult::Kind kind = core::ActionResult::Kind::permanent;
  ingress::DocumentPtr code{};
  ingress::DocumentPtr message{};
  ingress::DocumentPtr retry_after{};  // anything that parse_wait() reads; beside the Retry-After
                                       // header: the longer of the two
};

// How the effect of a request whose answer was lost is looked up. All times count from when the
// request was sent.
struct Find {
  RequestSpec request{};
  ingress::ExpressionPtr found{};
  ingress::DocumentPtr output{};  // null: the operation's own
  core::Duration after{};         // not looked earlier: the vendor may still be at it
  core::Duration again{};         // between two looks
  core::Duration until{};         // only from then on does "not there" mean that it did not happen
  bool by_link = false;           // the next page is behind the answer's Link header, rel="next"
  ingress::DocumentPtr next_page{};  // members of the query that ask for the next page; none of
                                     // them: that was the last
};

struct OperationSpec {
  core::Operation declared{};           // input schema and description
  formats::JsonSchema input{};          // the same schema, read
  std::optional<RequestSpec> lookup{};  // asked first; its answer's body is the name `lookup`
  RequestSpec request{};
  std::vector<std::pair<int, int>> success{{200, 299}};
  ingress::DocumentPtr output{};    // null: the body
  std::vector<ErrorRule> errors{};  // its own, then the connector's
  std::string key_header{};         // the vendor honours an idempotency key in this header
  bool repeatable = false;  // doing it twice is doing it once: PUT, upserts, sends with an id
  std::optional<Find> find{};

  bool safe_to_repeat() const { return repeatable || !key_header.empty(); }
};

struct LimitSpec {
  std::size_t concurrency = 8;
  double rate = 0;  // requests a second; 0: no limit
  double burst = 1;
};

struct Manifest {
  std::string name{};
  std::string text{};  // the YAML that it was read from
  std::string title{};
  std::string base_url{};
  std::vector<AuthSpec> auth{};  // the ways it can be authorized, the usual one first
  LimitSpec limits{};
  std::vector<std::string>
      settings{};  // names a connection may set, read as connection.settings.NAME
  std::map<std::string, OperationSpec> operations{};
  std::vector<std::string>
      answer_headers{};  // lower case: what a run may read of an answer's headers; empty: all
  std::vector<std::string> wait_headers{};            // say when to come back, beside Retry-After
  std::string scheme{};                               // the usual webhook scheme
  core::Json webhook = core::Json::object();          // defaults of the webhook's settings
  std::shared_ptr<const ingress::Decoder> decoder{};  // null: no webhooks
  ingress::SentEvents events{};                       // that its webhooks are known to give

  // Null when something is wrong, which is then among the findings.
  static std::shared_ptr<const Manifest> load(std::string_view yaml, const std::string& file,
                                              core::Findings& findings);
};

// A list of names of header fields, in lower case; absent: none.
std::vector<std::string> read_header_names(const formats::FieldReader& at, std::string_view key);

// `limits: {concurrency, rate, burst}` of a manifest or a connection.
LimitSpec read_limits(const formats::FieldReader& at, LimitSpec defaults);

}  // namespace baton::connectors
