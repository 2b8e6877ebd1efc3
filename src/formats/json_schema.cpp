#include "baton/formats/json_schema.hpp"

#include "formats/json_schema_walk.hpp"
#include "formats/text_format.hpp"

#include <algorithm>
#include <limits>
#include <re2/re2.h>
#include <utility>

namespace baton::formats {

namespace {

using core::Json;

// The bytes that RE2 may use for one pattern. A pattern that compiles to more is refused; matching
// that would need more goes on within them, more slowly.
constexpr std::int64_t kPatternMemoryMax = 1 << 20;

std::shared_ptr<const re2::RE2> compile_pattern(const std::string& pattern) {
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_max_mem(kPatternMemoryMax);
  return std::make_shared<const re2::RE2>(pattern, options);
}

std::vector<std::string> texts_of(const Json* value) {
  std::vector<std::string> texts;
  if (value == nullptr) return texts;
  for (const auto& one : value->is_array() ? *value : Json::array({*value}))
    if (one.is_string()) texts.push_back(one.get<std::string>());
  return texts;
}

}  // namespace

const std::vector<std::string>& JsonSchema::formats() { return text_formats(); }

std::string JsonSchema::pattern_problem(const std::string& pattern) {
  const auto compiled = compile_pattern(pattern);
  return compiled->ok() ? std::string() : "no regular expression: " + compiled->error();
}

JsonSchema::JsonSchema(const Json& schema) {
  if (!schema.is_object()) return;
  types_ = texts_of(core::find(schema, "type"));
  if (const auto* allowed = core::find(schema, "enum"); allowed != nullptr && allowed->is_array())
    allowed_ = *allowed;
  if (const auto* constant = core::find(schema, "const")) constant_ = *constant;
  for (const auto& [keyword, measure, relation] : bound_keywords()) {
    const auto* limit = core::find(schema, keyword);
    if (limit != nullptr && limit->is_number()) bounds_.push_back({measure, relation, *limit});
  }
  if (const auto* of = core::find(schema, "multipleOf");
      of != nullptr && of->is_number() && *of > 0)
    multiple_of_ = *of;
  if (const auto* unique = core::find(schema, "uniqueItems")) unique_items_ = *unique == true;
  format_ = core::text_at(schema, "format");
  pattern_ = core::text_at(schema, "pattern");
  if (!pattern_.empty()) matches_ = compile_pattern(pattern_);
  if (const auto* items = core::find(schema, "items"))
    items_ = std::make_shared<JsonSchema>(*items);
  read_members(schema);
}

void JsonSchema::read_members(const Json& schema) {
  required_ = texts_of(core::find(schema, "required"));
  if (const auto* properties = core::find(schema, "properties");
      properties != nullptr && properties->is_object()) {
    for (const auto& [name, property] : properties->items())
      properties_.emplace(name, JsonSchema(property));
  }
  if (const auto* additional = core::find(schema, "additionalProperties")) {
    closed_ = additional->is_boolean() && !additional->get<bool>();
    additional_ = std::make_shared<JsonSchema>(*additional);
  }
}

std::optional<Misfit> JsonSchema::misfit(const Json& sent) const {
  Walk walk(nullptr, 1);
  walk.check(*this, sent);
  auto found = walk.take();
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<Misfit> JsonSchema::misfits(const Json& written, const Ask& ask) const {
  Walk walk(&ask, std::numeric_limits<std::size_t>::max());
  walk.check(*this, written);
  return walk.take();
}

core::Error to_error(const Misfit& misfit, std::string_view value_name) {
  const bool unknown = misfit.kind == Misfit::Kind::unknown_member;
  std::string where(value_name);
  for (std::size_t at = 0; at + (unknown ? 1 : 0) < misfit.path.size(); ++at)
    where += '/' + misfit.path[at];
  std::string message = "expected " + misfit.expected;
  if (!misfit.got.empty()) message += ", got " + misfit.got;
  if (unknown) message = "there is no " + std::string(value_name) + " \"" + misfit.expected + '"';
  if (misfit.kind == Misfit::Kind::missing_member) message = "needs \"" + misfit.expected + '"';
  return {core::Errc::invalid, std::move(message), std::move(where), misfit.hint};
}

}  // namespace baton::formats
