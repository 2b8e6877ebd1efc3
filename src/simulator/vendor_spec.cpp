#include "simulator/vendor_spec.hpp"

#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/field_reader.hpp"

#include <utility>

namespace baton::simulator {

namespace {

using core::Json;
using formats::FieldReader;

// The names that the expressions of a vendor's file read.
const cel::Scope& vendor_scope() {
  static const cel::Scope scope = [] {
    auto made = ingress::scope_of({"request", "at", "record", "before", "created", "found", "page",
                                   "vars", "answers", "fresh", "item", "message", "secret"});
    made.declare("now", cel::simple(cel::Type::Kind::timestamp));
    return made;
  }();
  return scope;
}

DocumentPtr vendor_document(const FieldReader& at, std::string_view key) {
  return ingress::compile_document(at, key, vendor_scope());
}

ExpressionPtr vendor_condition(const FieldReader& at, std::string_view key) {
  return ingress::compile_condition(at, key, vendor_scope());
}

// A reader for each mapping of a list, or for the mapping itself where there is one in its place.
template <class Read>
void for_each_mapping(const FieldReader& at, std::string_view key, Read read) {
  const auto* value = at.find(key);
  if (value == nullptr) return;
  if (!value->is_array()) {
    read(at.inner(key));
    return;
  }
  for (std::size_t index = 0; index < value->size(); ++index)
    read(FieldReader(at.file(), at.pointer(key) + "/" + std::to_string(index), (*value)[index],
                     at.findings()));
}

AnswerSpec read_answer(const FieldReader& at) {
  at.allow({"status", "headers", "json", "text", "base64", "type", "when", "as"});
  return {.status = vendor_document(at, "status"),
          .headers = vendor_document(at, "headers"),
          .json = vendor_document(at, "json"),
          .text = vendor_document(at, "text"),
          .base64 = vendor_document(at, "base64"),
          .type = vendor_document(at, "type")};
}

GetSpec read_get(const FieldReader& at) {
  at.allow({"in", "id", "optional", "after_find"});
  at.required_text("in");
  return {.table = vendor_document(at, "in"),
          .id = vendor_document(at, "id"),
          .optional = at.flag("optional", false),
          .after_find = at.flag("after_find", false)};
}

FindSpec read_find(const FieldReader& at) {
  at.allow({"in", "where", "query", "below", "columns", "encoded", "size", "skip", "newest_first",
            "lags"});
  at.required_text("in");
  FindSpec spec{.table = vendor_document(at, "in"),
                .where = vendor_condition(at, "where"),
                .query = vendor_document(at, "query"),
                .below = at.text("below"),
                .encoded = at.flag("encoded", false),
                .size = vendor_document(at, "size"),
                .skip = vendor_document(at, "skip"),
                .newest_first = at.flag("newest_first", false),
                .lags = at.flag("lags", false)};
  const auto columns = at.inner("columns");
  for (const auto& [name, unused] : columns.value().items())
    spec.columns[name] = columns.required_text(name);
  return spec;
}

PutSpec read_put(const FieldReader& at) {
  at.allow({"in", "id", "record", "with", "when"});
  at.required_text("in");
  return {.table = vendor_document(at, "in"),
          .id = vendor_document(at, "id"),
          .record = vendor_document(at, "record"),
          .with = vendor_document(at, "with"),
          .when = vendor_condition(at, "when")};
}

ActSpec read_act(const FieldReader& at) {
  at.allow({"operation", "key", "subject", "when", "repeat"});
  at.required_text("operation");
  return {.operation = vendor_document(at, "operation"),
          .key = vendor_document(at, "key"),
          .subject = vendor_document(at, "subject"),
          .when = vendor_condition(at, "when"),
          .repeat = vendor_condition(at, "repeat")};
}

SendSpec read_send(const FieldReader& at) {
  at.allow({"when", "headers", "json", "text", "type"});
  return {.when = vendor_condition(at, "when"),
          .headers = vendor_document(at, "headers"),
          .json = vendor_document(at, "json"),
          .text = vendor_document(at, "text"),
          .type = at.text("type")};
}

// One patch, or a list of patches.
ChangeSpec read_change(const FieldReader& at) {
  ChangeSpec spec;
  const auto* value = at.find("change");
  if (!value->is_array()) {
    spec.patches.push_back(vendor_document(at, "change"));
    return spec;
  }
  for (std::size_t index = 0; index < value->size(); ++index)
    spec.patches.push_back(ingress::compile_document(at, "change/" + std::to_string(index),
                                                     (*value)[index], vendor_scope()));
  return spec;
}

RefusalSpec read_refusal(const FieldReader& at) {
  RefusalSpec spec{vendor_condition(at, "when"), at.text("as"), {}};
  if (spec.when == nullptr && at.find("when") == nullptr)
    at.error("when", "simulator/refusal", "a refusal has a condition: when");
  spec.answer = read_answer(at);
  return spec;
}

HandshakeSpec read_handshake(const FieldReader& at) {
  at.allow({"header", "refused"});
  return {.header = at.required_text("header"), .refused = read_answer(at.inner("refused"))};
}

// "/rest/api/3/issue/{key}", "/{customer}/{kind}:mutate", "/{bucket}/{key...}".
std::vector<PathPart> parse_route_path(std::string_view path) {
  std::vector<PathPart> parts;
  if (path.starts_with('/')) path.remove_prefix(1);
  while (!path.empty()) {
    const auto segment = core::take_part(path, '/');
    const auto open = segment.find('{'), close = segment.find('}');
    PathPart part;
    if (open == std::string_view::npos || close == std::string_view::npos) {
      part.before = segment;
    } else {
      part.before = segment.substr(0, open);
      part.name = segment.substr(open + 1, close - open - 1);
      part.after = segment.substr(close + 1);
      part.rest = part.name.ends_with("...");
      if (part.rest) part.name.resize(part.name.size() - 3);
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

void check_named(const FieldReader& at, const VendorSpec& vendor, const RefusalSpec& refusal) {
  if (refusal.named.empty() || vendor.answers.contains(refusal.named)) return;
  std::vector<std::string> known;
  for (const auto& [name, unused] : vendor.answers) known.push_back(name);
  at.error("refuse", "simulator/unknown-answer", "there is no answer '" + refusal.named + "'",
           core::did_you_mean(refusal.named, known));
}

RouteSpec read_route(const FieldReader& at, const VendorSpec& vendor) {
  at.allow({"on", "open", "raw", "get", "vars", "find", "refuse", "handshake", "batch", "put",
            "change", "remove", "act", "answer", "send"});
  RouteSpec route;
  const auto on = at.required_text("on");
  const auto space = on.find(' ');
  if (space == std::string::npos || on.find('/') != space + 1)
    at.error("on", "simulator/route", "expected a method and a path, got '" + on + "'",
             "write it as: on: POST /rest/api/3/issue");
  route.method = on.substr(0, space);
  route.where = vendor.name + ".yaml: " + on;
  if (space != std::string::npos) route.path = parse_route_path(on.substr(space + 1));
  route.open = at.flag("open", false);
  route.raw = at.flag("raw", false);
  route.vars = vendor_document(at, "vars");
  route.remove = at.flag("remove", false);
  if (at.find("get") != nullptr) route.get = read_get(at.inner("get"));
  if (at.find("find") != nullptr) route.find = read_find(at.inner("find"));
  if (at.find("batch") != nullptr) {
    const auto batch = at.inner("batch");
    batch.allow({"requests", "all_or_none"});
    route.batch =
        BatchSpec{vendor_document(batch, "requests"), vendor_condition(batch, "all_or_none")};
  }
  if (at.find("change") != nullptr) route.change = read_change(at);
  for_each_mapping(at, "refuse", [&](const FieldReader& one) {
    route.refuse.push_back(read_refusal(one));
    check_named(at, vendor, route.refuse.back());
  });
  if (at.find("handshake") != nullptr) route.handshake = read_handshake(at.inner("handshake"));
  for_each_mapping(at, "put", [&](const FieldReader& one) { route.put.push_back(read_put(one)); });
  for_each_mapping(at, "act", [&](const FieldReader& one) { route.act.push_back(read_act(one)); });
  for_each_mapping(at, "send",
                   [&](const FieldReader& one) { route.send.push_back(read_send(one)); });
  route.answer = read_answer(at.inner("answer"));
  return route;
}

WebhookSpec read_webhook(const FieldReader& at) {
  at.allow({"path", "secret", "sign", "headers", "type"});
  WebhookSpec spec{.path = vendor_document(at, "path"),
                   .secret_variable = at.required_text("secret"),
                   .headers = vendor_document(at, "headers"),
                   .type = at.text("type", "application/json")};
  if (at.find("sign") == nullptr) return spec;
  const auto sign = at.inner("sign");
  sign.allow({"header", "prefix", "base64", "text"});
  spec.sign = SignatureSpec{.header = sign.required_text("header"),
                            .prefix = sign.text("prefix"),
                            .base64 = sign.flag("base64", false),
                            .text = vendor_document(sign, "text")};
  return spec;
}

}  // namespace

std::shared_ptr<const VendorSpec> read_vendor(std::string_view text, const std::string& file,
                                              core::Findings& findings) {
  const auto content = formats::YamlFile::read(text, file, findings);
  if (!content) return nullptr;
  const auto errors_before = findings.size();
  const FieldReader at(*content, "", content->value(), findings);
  at.allow({"vendor", "title", "base", "at_root", "proof", "answers", "records", "routes",
            "webhook", "environment"});
  auto vendor = std::make_shared<VendorSpec>();
  vendor->name = at.required_text("vendor");
  vendor->title = at.text("title", vendor->name);
  vendor->base = at.text("base");
  vendor->at_root = at.text("at_root");
  vendor->proof = vendor_condition(at, "proof");
  const auto answers = at.inner("answers");
  for (const auto& [name, unused] : answers.value().items())
    vendor->answers[name] = read_answer(answers.inner(name));
  for (const auto* name : {"unauthorized", "not_found", "busy", "error"}) {
    if (!vendor->answers.contains(name))
      at.error("answers", "simulator/answers",
               std::string("expected an answer '") + name + "', by which the vendor refuses");
  }
  if (const auto* records = at.find("records")) vendor->records = *records;
  for_each_mapping(at, "routes", [&](const FieldReader& one) {
    vendor->routes.push_back(read_route(one, *vendor));
    if (vendor->routes.back().handshake && at.find("webhook") == nullptr)
      one.error("handshake", "simulator/handshake", "a handshake needs the vendor's \"webhook\"");
  });
  if (at.find("webhook") != nullptr) vendor->webhook = read_webhook(at.inner("webhook"));
  const auto environment = at.inner("environment");
  for (const auto& [name, unused] : environment.value().items())
    vendor->environment[name] = environment.text(name);
  for (auto one = errors_before; one < findings.size(); ++one) {
    if (findings[one].severity == core::Finding::Severity::error) return nullptr;
  }
  return vendor;
}

std::optional<Json> match_path(const std::vector<PathPart>& parts, std::string_view path) {
  Json names = Json::object();
  if (path.starts_with('/')) path.remove_prefix(1);
  for (std::size_t index = 0; index < parts.size(); ++index) {
    const auto& part = parts[index];
    if (path.empty()) return std::nullopt;
    const auto segment = part.rest ? std::exchange(path, {}) : core::take_part(path, '/');
    const auto around = part.before.size() + part.after.size();
    if (!segment.starts_with(part.before)) return std::nullopt;
    if (part.name.empty()) {
      if (segment != part.before) return std::nullopt;
      continue;
    }
    if (segment.size() <= around || !segment.ends_with(part.after)) return std::nullopt;
    const auto value =
        core::percent_decode(segment.substr(part.before.size(), segment.size() - around));
    if (!value) return std::nullopt;
    names[part.name] = *value;
  }
  return path.empty() ? std::optional<Json>(std::move(names)) : std::nullopt;
}

}  // namespace baton::simulator
