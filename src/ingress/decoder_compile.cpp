#include "ingress/decoder.hpp"
#include "ingress/keys.hpp"

#include <algorithm>

// Compiles the section `decode` of a manifest.
namespace baton::ingress {

namespace {

using core::Json;

// One amount, or several by the members that they become.
void check_money(const formats::FieldReader& money) {
  if (money.find("currency") != nullptr || money.find("amount") != nullptr) {
    money.allow(keys::kMoney);
    for (const auto& key : keys::kMoney) money.required_text(key);
    return;
  }
  for (const auto& [member, value] : money.value().items()) {
    const auto amount = money.inner(member);
    amount.allow(keys::kAmount);
    amount.required_text("currency");
    const auto given =
        std::count_if(keys::kAmount.begin(), keys::kAmount.end() - 1,
                      [&amount](const std::string& key) { return amount.find(key) != nullptr; });
    if (given != 1)
      amount.error("amount", "config/missing-key",
                   "expected one of \"amount\", \"micros\" and \"minor_units\"",
                   "write { amount: \"${...}\", currency: \"${...}\" }");
  }
}

Decoder::Rule compile_rule(const formats::FieldReader& at, const cel::Scope& scope) {
  at.allow(keys::kRule);
  Decoder::Rule rule;
  rule.when = compile_condition(at, "when", scope);
  at.required_text("type");
  rule.type = compile_document(at, "type", scope);
  rule.id = compile_document(at, "id", scope);
  rule.subject = compile_document(at, "subject", scope);
  rule.time = compile_document(at, "time", scope);
  rule.data = compile_document(at, "data", scope);
  if (at.find("money") != nullptr) {
    check_money(at.inner("money"));
    rule.money = compile_document(at, "money", scope);
  }
  if (at.find("decision") != nullptr) {
    const auto decision = at.inner("decision");
    decision.allow(keys::kDecision);
    for (const auto& key : keys::kDecision) {
      if (decision.find(key) == nullptr && key != keys::kDecision.back())
        decision.error(key, "config/missing-key", '"' + key + "\" is missing");
    }
    rule.decision = compile_document(at, "decision", scope);
  }
  return rule;
}

std::vector<Decoder::Split> compile_splits(const formats::FieldReader& at,
                                           const cel::Scope& scope) {
  std::vector<Decoder::Split> splits;
  for (const auto& [name, items] : at.value().items())
    splits.push_back({name, compile_document(at, name, items, scope)});
  return splits;
}

Decoder::Part compile_part(const formats::FieldReader& at) {
  at.allow(keys::kPart);
  Decoder::Part part;
  const auto& formats = keys::kBodies;
  const auto format = at.required_text("body");
  const auto found = std::find(formats.begin(), formats.end(), format);
  if (found == formats.end() && !format.empty())
    at.error("body", "config/enum", "unknown body \"" + format + "\"",
             core::did_you_mean(format, formats));
  if (found != formats.end()) part.format = static_cast<Decoder::Format>(found - formats.begin());
  part.member = at.text("member");
  auto scope = scope_of({"body", "headers", "query", "connection"});
  part.each = compile_document(at, "each", scope);
  if (at.find("each") != nullptr) {
    scope.declare("item", cel::dyn());
    scope.declare("index", cel::dyn());
  }
  if (at.find("split") != nullptr) {
    part.splits = compile_splits(at.inner("split"), scope);
    scope.declare("element", cel::dyn());
    scope.declare("under", cel::dyn());
  }
  const auto* events = at.find("events");
  if (part.format == Decoder::Format::cloudevents) return part;
  if (events == nullptr || !events->is_array() || events->empty()) {
    at.error("events", "config/type", "\"events\": expected a list of at least one rule");
    return part;
  }
  for (std::size_t index = 0; index < events->size(); ++index) {
    part.rules.push_back(compile_rule(
        formats::FieldReader(at.file(), at.pointer("events") + "/" + std::to_string(index),
                             (*events)[index], at.findings()),
        scope));
    if (part.each && part.rules.back().decision)
      at.error("events", "config/excludes", "\"decision\" is not for parts with \"each\"");
  }
  return part;
}

}  // namespace

std::shared_ptr<const Decoder> compile_decoder(const formats::YamlFile& file,
                                               const std::string& pointer, const Json& value,
                                               core::Findings& findings) {
  if (!value.is_array() || value.empty()) {
    findings.push_back(
        file.finding(pointer, "config/type", "\"decode\": expected a list of at least one part"));
    return nullptr;
  }
  const auto before = findings.size();
  std::vector<Decoder::Part> parts;
  for (std::size_t index = 0; index < value.size(); ++index) {
    parts.push_back(compile_part(
        formats::FieldReader(file, pointer + "/" + std::to_string(index), value[index], findings)));
  }
  const bool failed = std::any_of(
      findings.begin() + static_cast<std::ptrdiff_t>(before), findings.end(),
      [](const auto& finding) { return finding.severity == core::Finding::Severity::error; });
  return failed ? nullptr : std::make_shared<const Decoder>(std::move(parts));
}

}  // namespace baton::ingress
