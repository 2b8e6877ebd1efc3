#include "connectors/manifest.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/url.hpp"
#include "baton/ingress/event_types.hpp"
#include "baton/ingress/schemes.hpp"
#include "connectors/keys.hpp"
#include "connectors/mail/server.hpp"
#include "connectors/manifest_polls.hpp"
#include "connectors/manifest_request.hpp"
#include "connectors/plugin/manifest_plugin.hpp"
#include "connectors/sftp/server.hpp"

#include <algorithm>

namespace baton::connectors {

namespace {

using core::Json;
using Kind = core::ActionResult::Kind;

// Reads a list of texts, which is empty if the key is absent.
std::vector<std::string> read_words(const formats::FieldReader& at, std::string_view key) {
  const auto* value = at.find(key);
  std::vector<std::string> words;
  if (value == nullptr) return words;
  const bool good =
      value->is_array() &&
      std::all_of(value->begin(), value->end(), [](const auto& one) { return one.is_string(); });
  if (!good) at.error(key, "config/type", "\"" + std::string(key) + "\": expected a list of words");
  for (const auto& one : good ? *value : Json::array()) words.push_back(one.get<std::string>());
  return words;
}

void read_webhook(const formats::FieldReader& at, Manifest& manifest) {
  at.allow(keys::manifest_webhook());
  manifest.scheme = at.text("scheme");
  if (!manifest.scheme.empty() && !ingress::is_scheme(manifest.scheme)) {
    auto hint = core::did_you_mean(manifest.scheme, ingress::scheme_names());
    if (hint.empty()) hint = "the schemes are " + core::join(ingress::scheme_names());
    at.error("scheme", "config/enum", "unknown webhook scheme \"" + manifest.scheme + "\"",
             std::move(hint));
  }
  for (const auto& [key, value] : at.value().items()) {
    if (key != "scheme" && key != "decode" && key != "setup") manifest.webhook[key] = value;
  }
  manifest.webhook_setup = read_words(at, "setup");
  const auto* decode = at.find("decode");
  manifest.events = ingress::sent_events(decode != nullptr ? *decode : Json());
  manifest.decoder = ingress::compile_decoder(at.file(), at.pointer("decode"),
                                              decode != nullptr ? *decode : Json(), at.findings());
}

void read_operations(const formats::FieldReader& root, Manifest& manifest,
                     const std::vector<ErrorRule>& common) {
  const auto operations = root.inner("operations");
  for (const auto& [name, value] : operations.value().items()) {
    if (!keys::is_name(name))
      operations.error(name, "config/name",
                       "an operation's name is lower-case letters, digits and _");
    auto operation = read_operation(
        formats::FieldReader(root.file(), operations.pointer(name), value, root.findings()));
    operation.errors.insert(operation.errors.end(), common.begin(), common.end());
    operation.reads_headers = reads_headers(operation);
    manifest.operations.emplace(name, std::move(operation));
  }
}

void read_transport(const formats::FieldReader& root, Manifest& manifest) {
  const auto word = root.text("transport", keys::kTransports.front());
  const auto found = std::find(keys::kTransports.begin(), keys::kTransports.end(), word);
  if (found == keys::kTransports.end())
    root.error("transport", "config/enum",
               "\"transport\" is " + core::any_of(keys::kTransports) + ", not \"" + word + '"');
  else
    manifest.transport = static_cast<Transport>(found - keys::kTransports.begin());
}

// What belongs to the other transport would never be looked at.
void check_transport(const formats::FieldReader& root, const Manifest& manifest) {
  const bool smtp = manifest.transport == Transport::smtp;
  const bool sftp = manifest.transport == Transport::sftp;
  const auto operations = root.inner("operations");
  for (const auto& [name, operation] : manifest.operations) {
    if (!operations.find(name)->is_object()) continue;
    if (smtp != (operation.mail != nullptr))
      operations.error(name, "config/transport",
                       smtp ? "an operation of a connector with \"transport: smtp\" has \"mail\""
                            : "\"mail\" is for connectors with \"transport: smtp\"");
    else if (sftp != operation.file.has_value())
      operations.error(name, "config/transport",
                       sftp ? "an operation of a connector with \"transport: sftp\" has \"file\""
                            : "\"file\" is for connectors with \"transport: sftp\"");
  }
  for (const auto* key : {"errors", "answer_headers", "wait_headers", "test"}) {
    if ((smtp || sftp) && root.find(key) != nullptr)
      root.error(key, "config/transport",
                 '"' + std::string(key) + "\" is for connectors that speak HTTP");
  }
  for (const auto& auth : manifest.auth) {
    if (smtp && auth.row != &kAuthNone && auth.row != &kAuthBasic && auth.row != &kAuthOauth2)
      root.error("auth", "config/transport",
                 "mail servers know no \"" + std::string(auth.row->kind) + '"',
                 "there is basic, oauth2 and none");
    const bool of_ssh = auth.row == &kAuthSshKey;
    if (sftp ? !of_ssh && auth.row != &kAuthBasic : of_ssh)
      root.error("auth", "config/transport",
                 sftp ? "SFTP servers know no \"" + std::string(auth.row->kind) + '"'
                      : "\"ssh_key\" is for connectors with \"transport: sftp\"",
                 "there is basic and ssh_key");
  }
}

}  // namespace

core::Result<formats::Url> parse_base(Transport transport, std::string_view text) {
  if (transport == Transport::smtp) return parse_mail_server(text);
  return transport == Transport::sftp ? parse_sftp_server(text) : formats::parse_url(text);
}

LimitSpec read_limits(const formats::FieldReader& at, LimitSpec defaults) {
  at.allow(keys::kLimits);
  defaults.concurrency = static_cast<std::size_t>(at.whole_number(
      "concurrency", static_cast<std::int64_t>(defaults.concurrency), 1, keys::kConcurrencyMax));
  defaults.rate = at.number("rate", defaults.rate, 0, 100'000);
  defaults.burst = at.number("burst", defaults.burst, 1, 100'000);
  return defaults;
}

std::vector<std::string> read_header_names(const formats::FieldReader& at, std::string_view key) {
  auto names = read_words(at, key);
  for (auto& name : names) name = core::lower(name);
  return names;
}

std::shared_ptr<const Manifest> Manifest::load(std::string_view yaml, const std::string& file_name,
                                               core::Findings& findings) {
  const auto before = findings.size();
  const auto file = formats::YamlFile::read(yaml, file_name, findings);
  if (!file) return nullptr;
  const formats::FieldReader root(*file, "", file->value(), findings);
  root.allow(keys::kManifest);
  Manifest manifest;
  manifest.digest = core::sha256_hex(yaml);
  manifest.file = file_name;
  manifest.name = root.required_text("connector");
  if (!manifest.name.empty() && !keys::is_name(manifest.name))
    root.error("connector", "config/name",
               "a connector's name is lower-case letters, digits and _");
  manifest.title = root.text("title", manifest.name);
  if (root.find("transport") != nullptr) read_transport(root, manifest);
  read_plugin(root, manifest);
  manifest.base_url = root.text("base_url");
  if (!manifest.base_url.empty()) {
    if (const auto url = parse_base(manifest.transport, manifest.base_url); !url)
      root.error("base_url", "config/url", url.error().message);
  }
  const auto* auth = root.find("auth");
  for (std::size_t index = 0; auth != nullptr && auth->is_array() && index < auth->size();
       ++index) {
    manifest.auth.push_back(read_auth_spec(formats::FieldReader(
        *file, root.pointer("auth") + "/" + std::to_string(index), (*auth)[index], findings)));
  }
  if (auth != nullptr && !auth->is_array())
    root.error("auth", "config/type", "\"auth\": expected a list of the ways it can be authorized");
  manifest.limits = read_limits(root.inner("limits"), {});
  manifest.settings = read_words(root, "settings");
  manifest.answer_headers = read_header_names(root, "answer_headers");
  manifest.wait_headers = read_header_names(root, "wait_headers");
  const auto* errors = root.find("errors");
  const auto common = errors != nullptr
                          ? read_errors(*file, root.pointer("errors"), *errors, findings, false)
                          : std::vector<ErrorRule>();
  read_operations(root, manifest, common);
  if (root.find("test") != nullptr) {
    manifest.test = read_test(root.inner("test"));
    manifest.test->errors.insert(manifest.test->errors.end(), common.begin(), common.end());
  }
  check_transport(root, manifest);
  if (root.find("polls") != nullptr) read_polls(root.inner("polls"), manifest);
  if (root.find("webhook") != nullptr) read_webhook(root.inner("webhook"), manifest);
  manifest.warnings.assign(findings.begin() + static_cast<std::ptrdiff_t>(before), findings.end());
  if (core::has_errors(manifest.warnings)) return nullptr;
  return std::make_shared<const Manifest>(std::move(manifest));
}

}  // namespace baton::connectors
