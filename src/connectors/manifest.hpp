#pragma once

#include "baton/core/effect.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/template.hpp"
#include "baton/formats/json_schema.hpp"
#include "baton/formats/url.hpp"
#include "baton/ingress/decode.hpp"
#include "baton/ingress/event_types.hpp"
#include "baton/ingress/expressions.hpp"
#include "connectors/auth/auth.hpp"
#include "connectors/plugin/child.hpp"
#include "connectors/request_body.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// The manifest of a connector (config/connectors/*.yaml, config/schema/connector.schema.json) with
// its expressions compiled. A manifest never changes, and any thread may use it.
namespace baton::connectors {

// A request of an operation. Exactly one of `path`, `target` and `url` says where it goes. At most
// one of `json`, `form` and the bodies of `body` says what it carries.
struct RequestSpec {
  // The method.
  std::string method = "GET";
  // The segments of a path below the base URL. Each one is rendered, and then percent-encoded as a
  // whole.
  std::vector<ingress::DocumentPtr> path{};
  // A path with its query below the base URL, as one text.
  ingress::DocumentPtr target{};
  // An absolute URL, for the connector http.
  ingress::DocumentPtr url{};
  // The query: an object of scalars and lists of scalars. Null members are left out.
  ingress::DocumentPtr query{};
  // The header fields: an object of scalars. Null members are left out.
  ingress::DocumentPtr headers{};
  // A JSON body.
  ingress::DocumentPtr json{};
  // A form: an object of scalars and lists of scalars.
  ingress::DocumentPtr form{};
  // Changes of the JSON body, or a body of another kind.
  BodySpec body{};
  // True if the answer is XML, which expressions then read as JSON (formats::parse_xml()).
  bool xml_answer = false;
  // True if a success brings a file, which expressions read as text, or as {base64: …} if it is
  // none.
  bool bytes_answer = false;
};

// One rule under `errors`: what some answers mean.
struct ErrorRule {
  // The ranges of status codes that the rule is about. Empty: every status that is not a success.
  std::vector<std::pair<int, int>> statuses{};
  // A further condition on the answer; null: there is none.
  ingress::ExpressionPtr when{};
  // What the answer means. `succeeded` is the kind `done` of a manifest: the vendor reports a
  // failure because it was done already.
  core::ActionResult::Kind kind = core::ActionResult::Kind::permanent;
  // The code of the result; null: that of the status.
  ingress::DocumentPtr code{};
  // The message of the result; null: the vendor's words.
  ingress::DocumentPtr message{};
  // How long to wait, in a form that parse_wait() reads. The longer of this and Retry-After counts.
  ingress::DocumentPtr retry_after{};
  // What waits, if the kind is `throttled`.
  core::ActionResult::Scope scope = core::ActionResult::Scope::connection;
  // With the scope `action`, what it is about, such as a channel: actions that are about the same
  // wait as well. Null: the action alone waits. It is evaluated before a request is sent.
  ingress::DocumentPtr about{};
};

// How the effect of a request is looked up after its answer was lost. All times count from when the
// request was sent.
struct Find {
  // The request that reads what is there.
  RequestSpec request{};
  // The condition that the answer shows the effect; never null.
  ingress::ExpressionPtr found{};
  // The output of the action when the effect is found; null: that of the operation.
  ingress::DocumentPtr output{};
  // The time of the first look. Before it, the vendor may still be working.
  core::Duration after{};
  // The time between two looks.
  core::Duration again{};
  // From this time on, an effect that is not found did not happen.
  core::Duration until{};
  // True: the header field Link of an answer names the next page.
  bool by_link = false;
  // The members of the query that ask for the next page. If all of them are absent or null, the
  // page was the last one.
  ingress::DocumentPtr next_page{};
};

// The most pages that one action collects.
inline constexpr int kCollectedPagesMax = 50;

// How the pages of an operation that lists something are collected, if its input `all` is true. The
// output of each page has `next`, which is the input `next` of the page after it.
struct PagesSpec {
  // The member of the output that holds the entries of a page.
  std::string list{};
  // The most pages that are collected.
  int pages_max = 10;
  // The condition under which `next` is the address of the next page, which may be relative to the
  // request and is made absolute; null: it never is.
  ingress::ExpressionPtr address{};
};

// JSON that stands as a text in the answer, such as that of a language model.
struct JsonTextSpec {
  // The member of the output that the JSON becomes.
  std::string member{};
  // The text; never null.
  ingress::DocumentPtr text{};
  // The JSON Schema that the JSON has to fit; never null. If it gives null, the text stays a text.
  ingress::DocumentPtr schema{};
};

// A file that an operation writes or reads, where the transport is SFTP.
struct FileSpec {
  // True: it is written; false: it is read.
  bool puts = false;
  // Its path below the folder of the connection; never null.
  ingress::DocumentPtr path{};
  // Its content as text or in base64, of which one is given; null for a file that is read.
  ingress::DocumentPtr text{};
  ingress::DocumentPtr base64{};
};

// What a call of an operation uses, where it costs by use. All expressions give whole numbers; none
// is null.
struct UsageSpec {
  // The tokens that a success says it took.
  ingress::DocumentPtr input_tokens{};
  ingress::DocumentPtr output_tokens{};
  // The most that the request may take, before it is sent.
  ingress::DocumentPtr most_input_tokens{};
  ingress::DocumentPtr most_output_tokens{};
};

// One operation of a connector.
struct OperationSpec {
  // The input schema, the description and the output, for templates and people.
  core::Operation declared{};
  // The input schema in the form that checks inputs.
  formats::JsonSchema input{};
  // A request that is sent first. The body of its answer is the name `lookup`.
  std::optional<RequestSpec> lookup{};
  // The request that does it.
  RequestSpec request{};
  // The message that is sent in place of the request, where the transport is SMTP; else null.
  ingress::DocumentPtr mail{};
  // The file that is moved in place of the request, where the transport is SFTP.
  std::optional<FileSpec> file{};
  // The ranges of status codes that are a success.
  std::vector<std::pair<int, int>> success{{200, 299}};
  // The output; null: the body of the answer.
  ingress::DocumentPtr output{};
  // JSON in the answer that becomes a member of the output; nullopt: there is none.
  std::optional<JsonTextSpec> json_text{};
  // What it uses; nullopt: nothing that is counted.
  std::optional<UsageSpec> usage{};
  // The rules of the operation, and then those of the connector. The first one that applies counts.
  std::vector<ErrorRule> errors{};
  // The header field in which the vendor accepts an idempotency key; empty: none.
  std::string key_header{};
  // True if doing it twice has the effect of doing it once, as with PUT and upserts.
  bool repeatable = false;
  // The look-up after a lost answer.
  std::optional<Find> find{};
  // True if the program of the connector can look for the effect after a lost answer.
  bool looks = false;
  // False if nothing that is said of a success reads header fields of its answer.
  bool reads_headers = true;
  // How its pages are collected; nullopt: it gives one page at a time.
  std::optional<PagesSpec> pages{};

  // True if the request may be sent again although it may have had its effect.
  bool safe_to_repeat() const { return repeatable || !key_header.empty(); }
};

// A poll: how a system that cannot send is asked again and again for what is new (poll.hpp).
struct PollSpec {
  // Its title for people.
  std::string title{};
  // The operation that gives the records, which must only read.
  std::string operation{};
  // The input of the operation; null: an empty one. Its names are `since`, a time of RFC 3339 in
  // whole seconds, `now`, and `connection`.
  ingress::DocumentPtr with{};
  // The member of the output with the records.
  std::string records{};
  // The time of a record, by which it is asked for; never null. Its names are `item` and
  // `connection`.
  ingress::DocumentPtr watermark{};
  // The rules by which the records become events; never null. The list of records is their `body`.
  std::shared_ptr<const ingress::Decoder> decoder{};
  // The events that these rules make.
  ingress::SentEvents events{};
  // The time between two rounds, unless the connection says otherwise.
  core::Duration every = std::chrono::minutes(5);
  // How late a record may become visible that is older than one that is visible already.
  core::Duration overlap = std::chrono::minutes(2);
  // True: the oldest record comes first.
  bool ordered = true;
  // True: the operation gives all records, also those that are older than it was asked for. They
  // are left out, so that they make no event again once the log has forgotten them.
  bool whole_list = false;
};

// The limits of a connection.
struct LimitSpec {
  // How many actions may be under way at once.
  std::size_t concurrency = 8;
  // How many requests may be sent in a second. Zero: as many as come.
  double rate = 0;
  // How many requests may be sent at once before the rate applies.
  double burst = 1;
};

// How a connector's systems are spoken to. `plugin`: by a program of the connector.
enum class Transport { http, smtp, sftp, plugin };

// What a manifest says of the program that performs the operations of its connector. Exactly one of
// the two members is there.
struct PluginSpec {
  // The program and its arguments.
  std::vector<std::string> program{};
  // A shared library behind the C interface (baton/plugin/connector_abi.h).
  std::string library{};
  // The most memory that it may ask for, in MiB; zero: as much as there is.
  std::size_t memory_mib = 0;
};

// One connector.
struct Manifest {
  // The name of the connector.
  std::string name{};
  // The SHA-256 of the YAML that it was read from, in hex.
  std::string digest{};
  // Its title for people.
  std::string title{};
  // How its systems are spoken to.
  Transport transport = Transport::http;
  // The base URL of connections that have none of their own.
  std::string base_url{};
  // The ways in which a connection can prove who it is, the usual one first.
  std::vector<AuthSpec> auth{};
  // The limits of connections that have none of their own.
  LimitSpec limits{};
  // The names of the settings of a connection, which expressions read as connection.settings.NAME.
  std::vector<std::string> settings{};
  // The operations by name.
  std::map<std::string, OperationSpec> operations{};
  // The request by which a connection is tried: it only reads, and the vendor does not answer it
  // with a success if the credentials are wrong. Its output, unless null, is what the vendor says
  // that the credentials may do. Nullopt: only the base URL can be asked for.
  std::optional<OperationSpec> test{};
  // The polls by name. A connection says which of them it makes.
  std::map<std::string, PollSpec> polls{};
  // The header fields of an answer that a run may read, in lower case. Empty: all of them.
  std::vector<std::string> answer_headers{};
  // The header fields besides Retry-After that say when to come back, in lower case.
  std::vector<std::string> wait_headers{};
  // The usual scheme of its webhooks.
  std::string scheme{};
  // The defaults of the settings of its webhooks.
  core::Json webhook = core::Json::object();
  // What people do at the vendor so that it sends: a sentence for each step, in which {url} stands
  // for the address of the webhook.
  std::vector<std::string> webhook_setup{};
  // The rules by which requests to its webhooks become events; null: it has no webhooks.
  std::shared_ptr<const ingress::Decoder> decoder{};
  // The events that its webhooks are known to send.
  ingress::SentEvents events{};
  // The file that it was read from.
  std::string file{};
  // What is suspicious of that file, although it is no mistake.
  core::Findings warnings{};
  // The program that performs its operations; nullopt if the manifest describes them.
  std::optional<PluginSpec> plugin{};
  // How that program is started, once it has described its operations.
  Program program{};
  // What the files of that program were then: while this stays the same, the program does.
  std::string program_files{};

  // Reads a manifest. Returns null if it has a mistake, and adds each mistake to `findings`.
  static std::shared_ptr<const Manifest> load(std::string_view yaml, const std::string& file,
                                              core::Findings& findings);
};

// Reads the base URL of a connector or of a connection.
core::Result<formats::Url> parse_base(Transport transport, std::string_view text);

// Reads a list of names of header fields, in lower case. It is empty if the key is absent.
std::vector<std::string> read_header_names(const formats::FieldReader& at, std::string_view key);

// Reads `limits: {concurrency, rate, burst}` of a manifest or a connection, over these defaults.
LimitSpec read_limits(const formats::FieldReader& at, LimitSpec defaults);

}  // namespace baton::connectors
