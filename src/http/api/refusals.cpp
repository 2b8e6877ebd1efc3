#include "http/api/refusals.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/url.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <variant>

namespace baton::http {
namespace {

// How many header fields are told of, and how much of each value.
constexpr std::size_t kFieldsMax = 60;
constexpr std::size_t kValueBytesMax = 200;
constexpr std::size_t kNameShownMax = 100;

// Header fields whose values are shown, by their whole names.
constexpr std::array<std::string_view, 14> kShown{
    "accept",  "content-encoding", "content-length",    "content-type", "date",
    "host",    "user-agent",       "traceparent",       "ce-id",        "ce-source",
    "ce-type", "ce-specversion",   "transfer-encoding", "webhook-id"};
// Parts of names whose values are shown as well: what an event is and which delivery it is.
constexpr std::array<std::string_view, 9> kShownParts{"timestamp",  "-event",    "delivery",
                                                      "request-id", "retry",     "flow",
                                                      "svix-id",    "key1-path", "key2-path"};
// Parts of names that hold a proof, whatever else they say.
constexpr std::array<std::string_view, 9> kProofParts{
    "secret", "token", "auth", "signature", "cookie", "passw", "api-key", "apikey", "credential"};

template <class Parts>
bool has_any(const std::string& name, const Parts& parts) {
  return std::any_of(parts.begin(), parts.end(), [&name](std::string_view part) {
    return name.find(part) != std::string::npos;
  });
}

// The field in which the connection itself expects the proof, in lower case; empty: its scheme
// says.
std::string proof_field(const ingress::Hook& hook) {
  const auto& settings = hook.options().settings;
  const auto found = settings.find("header");
  const auto* name = found != settings.end() ? std::get_if<std::string>(&found->second) : nullptr;
  return name != nullptr ? core::lower(*name) : std::string();
}

bool is_shown(const std::string& name, const std::string& proof) {
  if (name == proof || has_any(name, kProofParts)) return false;
  return std::find(kShown.begin(), kShown.end(), name) != kShown.end() ||
         has_any(name, kShownParts);
}

core::Json shown_fields(const ingress::Hook& hook, const ingress::Inbound& request) {
  const auto proof = proof_field(hook);
  core::Json fields = core::Json::array();
  for (const auto& [sent, value] : request.headers) {
    if (fields.size() == kFieldsMax) break;
    const auto name = core::lower(sent);
    core::Json field{{"name", core::one_line(name, kNameShownMax)}, {"bytes", value.size()}};
    if (is_shown(name, proof)) field["value"] = core::one_line(value, kValueBytesMax);
    fields.push_back(std::move(field));
  }
  return fields;
}

// The names in a query, without their values, among which a token may stand.
core::Json query_names(std::string_view target) {
  core::Json names = core::Json::array();
  auto rest = formats::query_of(target);
  while (!rest.empty() && names.size() < kFieldsMax) {
    const auto part = core::take_part(rest, '&');
    const auto equals = part.find('=');
    // Without a name, all of it may be a value.
    if (equals != std::string_view::npos)
      names.push_back(core::one_line(part.substr(0, equals), kNameShownMax));
  }
  return names;
}

}  // namespace

core::Json refusal_record(const ingress::Hook& hook, const ingress::Inbound& request,
                          const core::Error& error, std::string_view reason, int status,
                          core::Time at) {
  return {{"at", core::to_rfc3339(at)},
          {"connection", hook.connection()},
          {"scheme", hook.scheme()},
          {"status", status},
          {"reason", reason},
          {"detail", error.message},
          {"hint", error.hint},
          {"from", request.client},
          {"certificate", !request.certificate.empty()},
          {"method", request.method},
          {"query", query_names(request.target)},
          {"headers", shown_fields(hook, request)},
          {"fields", request.headers.size()},
          {"body_bytes", request.body.size()},
          {"body_sha256", core::sha256_hex(request.body)}};
}

void Refusals::keep(const core::Json& record) {
  Item item{core::text_at(record, "connection"), core::dump(record)};
  bytes_ += item.text.size();
  const auto same = [&item](const Item& one) { return one.connection == item.connection; };
  if (static_cast<std::size_t>(std::count_if(items_.begin(), items_.end(), same)) >= kOfOneMax) {
    const auto oldest = std::find_if(items_.rbegin(), items_.rend(), same);
    bytes_ -= oldest->text.size();
    items_.erase(std::next(oldest).base());
  }
  items_.push_front(std::move(item));
  while (items_.size() > kKeptMax || bytes_ > kBytesMax) {
    bytes_ -= items_.back().text.size();
    items_.pop_back();
  }
}

std::string Refusals::text(std::string_view connection) const {
  std::string text = "{\"items\":[";
  bool first = true;
  for (const Item& item : items_) {
    if (!connection.empty() && item.connection != connection) continue;
    text.append(first ? "" : ",").append(item.text);
    first = false;
  }
  return text + "],\"next\":null}";
}

}  // namespace baton::http
