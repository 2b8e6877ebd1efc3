#include "connectors/yaml.hpp"

#include "baton/core/limits.hpp"
#include "baton/core/yaml_fault.hpp"
#include "baton/core/yaml_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

namespace baton::connectors {

namespace {

using core::Json;
using core::Position;

// yaml-cpp counts bytes, people count characters. The marks of a file mostly come in order, so a
// long line is counted once.
class Places {
 public:
  explicit Places(std::string_view text) : text_(text) {}

  Position of(const YAML::Mark& mark) {
    if (mark.is_null()) return {};
    const auto end = std::min(static_cast<std::size_t>(mark.pos), text_.size());
    const auto begin = end - std::min(static_cast<std::size_t>(mark.column), end);
    if (begin != line_begin_ || end < counted_) {
      line_begin_ = counted_ = begin;
      points_ = 0;
    }
    for (; counted_ < end; ++counted_)
      points_ += (static_cast<unsigned char>(text_[counted_]) & 0xC0U) != 0x80U ? 1 : 0;
    return {static_cast<std::size_t>(mark.line) + 1, points_ + 1};
  }

 private:
  std::string_view text_;
  std::size_t line_begin_ = 0;
  std::size_t counted_ = 0;  // up to here, from `line_begin_`, are `points_` characters
  std::size_t points_ = 0;
};

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_number(std::string_view text) {
  std::size_t at = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  const auto whole = skip_digits(text, at) - at;
  at += whole;
  std::size_t fraction = 0;
  if (at < text.size() && text[at] == '.') {
    fraction = skip_digits(text, at + 1) - at - 1;
    at += fraction + 1;
  }
  if (whole + fraction == 0) return false;
  if (at == text.size()) return true;
  if (text[at] != 'e' && text[at] != 'E') return false;
  ++at;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  return at < text.size() && skip_digits(text, at) == text.size();
}

// 0o17 and 0xFF; null for anything else.
Json based_number(std::string_view text) {
  const int base = text.starts_with("0o") ? 8 : text.starts_with("0x") ? 16 : 0;
  std::uint64_t number = 0;
  if (base == 0 || text.size() == 2) return nullptr;
  const auto [end, problem] =
      std::from_chars(text.data() + 2, text.data() + text.size(), number, base);
  if (problem != std::errc() || end != text.data() + text.size()) return nullptr;
  return number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())
             ? Json(static_cast<std::int64_t>(number))
             : Json(number);
}

// YAML 1.2.2 section 10.3.2, the core schema.
Json plain_scalar(const std::string& text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL")
    return nullptr;
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  if (auto number = based_number(text); !number.is_null()) return number;
  if (!is_number(text)) return text;
  const char* first = text.data() + (text.front() == '+' ? 1 : 0);
  const char* last = text.data() + text.size();
  std::int64_t integer = 0;
  if (const auto [end, problem] = std::from_chars(first, last, integer);
      problem == std::errc() && end == last)
    return integer;
  double floating = 0;
  if (const auto [end, problem] = std::from_chars(first, last, floating);
      problem == std::errc() && end == last && std::isfinite(floating))
    return floating;
  return text;
}

// Stops the parser at the first thing we do not take.
struct Refused {
  Position at;
  std::string rule;
  std::string message;
  std::string hint{};
};

class Builder final : public YAML::EventHandler {
 public:
  Builder(std::string_view text, Places& places) : text_(text), places_(places) {}
  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 1) return;
    throw Refused{places_.of(mark), "yaml/documents", "a second document: expected one in a file",
                  "remove the \"---\" or \"...\" above it"};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { put(mark, nullptr, true); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw Refused{places_.of(mark), "yaml/alias",
                  "aliases are not taken here: write the value out"};
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    if (!tag.empty() && tag != "?" && tag != "!")
      throw Refused{places_.of(mark), "yaml/tag", "tags are not taken here, got " + tag};
    if (tag == "!") check_closed(mark);
    put(mark, tag == "!" ? Json(value) : plain_scalar(value), true, &value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, Json::array());
  }
  void OnSequenceEnd() override { stack_.pop_back(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, Json::object());
  }
  void OnMapEnd() override { stack_.pop_back(); }

  Json root{};
  std::map<std::string, Position, std::less<>> at{};

 private:
  struct Level {
    Json* container;
    std::string pointer;
    std::optional<std::string> key{};
  };

  void check_closed(const YAML::Mark& mark) {
    if (auto fault = core::open_quote(text_, static_cast<std::size_t>(mark.pos)))
      throw Refused{places_.of(mark), fault->rule, fault->message, fault->hint};
  }

  void open(const YAML::Mark& mark, const std::string& tag, Json container) {
    if (!tag.empty() && tag != "?")
      throw Refused{places_.of(mark), "yaml/tag", "tags are not taken here, got " + tag};
    if (stack_.size() >= core::kYamlDepthMax)
      throw Refused{places_.of(mark), "yaml/depth",
                    "more than " + std::to_string(core::kYamlDepthMax) + " levels deep"};
    auto [slot, pointer] = put(mark, std::move(container), false);
    stack_.push_back({slot, pointer});
  }

  std::pair<Json*, std::string> put(const YAML::Mark& mark, Json value, bool scalar,
                                    const std::string* text = nullptr) {
    if (++nodes_ > core::kYamlNodesMax)
      throw Refused{places_.of(mark), "yaml/size",
                    "more than " + std::to_string(core::kYamlNodesMax) + " values"};
    if (stack_.empty()) {
      root = std::move(value);
      at.emplace("", places_.of(mark));
      return {&root, ""};
    }
    auto& level = stack_.back();
    if (level.container->is_array()) {
      const auto pointer = level.pointer + "/" + std::to_string(level.container->size());
      at.emplace(pointer, places_.of(mark));
      level.container->push_back(std::move(value));
      return {&level.container->back(), pointer};
    }
    if (!level.key) {
      if (!scalar) throw Refused{places_.of(mark), "yaml/key", "expected a plain key"};
      auto key = text != nullptr ? *text : std::string("null");
      const auto pointer = level.pointer + "/" + pointer_part(key);
      if (level.container->contains(key))
        throw Refused{places_.of(mark), "yaml/duplicate", "the key \"" + key + "\" stands twice"};
      at.emplace(pointer, places_.of(mark));
      level.key = std::move(key);
      return {nullptr, pointer};
    }
    const auto key = *std::exchange(level.key, std::nullopt);
    Json& slot = (*level.container)[key];
    slot = std::move(value);
    return {&slot, level.pointer + "/" + pointer_part(key)};
  }

  std::string_view text_;
  Places& places_;
  std::size_t documents_ = 0;
  std::vector<Level> stack_{};
  std::size_t nodes_ = 0;
};

}  // namespace

std::optional<YamlFile> YamlFile::read(std::string_view text, const std::string& name,
                                       core::Findings& findings) {
  core::Finding finding;
  finding.file = name;
  Places places(text);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    Builder builder(text, places);
    if (!parser.HandleNextDocument(builder)) builder.root = Json::object();
    while (parser.HandleNextDocument(builder)) {}  // there is none: a second one is refused
    YamlFile file;
    file.text_ = text;
    file.value_ = std::move(builder.root);
    file.name_ = name;
    file.at_ = std::move(builder.at);
    return file;
  } catch (const Refused& refused) {
    finding.at = refused.at;
    finding.rule = refused.rule;
    finding.message = refused.message;
    finding.hint = refused.hint;
  } catch (const YAML::Exception& error) {
    const auto fault = core::explain_yaml_fault(
        text, error.mark.is_null() ? 0 : static_cast<std::size_t>(error.mark.pos), error.msg);
    finding.at = core::position_at(text, fault.offset);
    finding.rule = "yaml/syntax";
    finding.message = fault.message;
    finding.hint = fault.hint;
  }
  if (auto hint = core::invisible_in(text, finding.at.line); !hint.empty())
    finding.hint = std::move(hint);
  findings.push_back(std::move(finding));
  return std::nullopt;
}

core::Position YamlFile::position(std::string_view pointer) const {
  while (true) {
    if (const auto found = at_.find(pointer); found != at_.end()) return found->second;
    if (pointer.empty()) return {};
    pointer = pointer.substr(0, pointer.rfind('/'));
  }
}

core::Finding YamlFile::finding(std::string_view pointer, std::string rule, std::string message,
                                std::string hint) const {
  core::Finding made;
  made.rule = std::move(rule);
  made.message = std::move(message);
  made.hint = std::move(hint);
  made.file = name_;
  made.at = position(pointer);
  if (auto invisible = core::invisible_in(text_, made.at.line); !invisible.empty())
    made.hint = std::move(invisible);
  made.pointer = pointer;
  return made;
}

std::string pointer_part(std::string_view key) {
  std::string out;
  for (const char letter : key) {
    if (letter == '~')
      out += "~0";
    else if (letter == '/')
      out += "~1";
    else
      out += letter;
  }
  return out;
}

namespace {

const Json kEmpty = Json::object();

}  // namespace

Members::Members(const YamlFile& file, std::string pointer, const Json& value,
                 core::Findings& findings)
    : file_(file),
      pointer_(std::move(pointer)),
      value_(value.is_object() ? &value : &kEmpty),
      findings_(findings) {
  if (!value.is_object())
    findings_.push_back(file_.finding(pointer_, "config/type",
                                      std::string("expected a mapping, got ") + value.type_name()));
}

void Members::allow(const std::vector<std::string>& known) const {
  for (const auto& [key, ignored] : value_->items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    auto hint = core::did_you_mean(key, known);
    if (hint.empty()) {
      hint = "known keys:";
      for (const auto& one : known) hint += (one == known.front() ? " " : ", ") + one;
    }
    error(key, "config/unknown-key", "unknown key \"" + key + "\"", hint);
  }
}

const Json* Members::find(std::string_view key) const { return core::find(*value_, key); }

std::string Members::pointer(std::string_view key) const {
  return pointer_ + "/" + pointer_part(key);
}

std::string Members::text(std::string_view key, std::string_view otherwise) const {
  const auto* value = find(key);
  if (value == nullptr) return std::string(otherwise);
  if (value->is_string()) return value->get<std::string>();
  error(key, "config/type",
        "\"" + std::string(key) + "\": expected text, got " + value->type_name(),
        value->is_primitive() ? "put it in quotes" : "");
  return std::string(otherwise);
}

bool Members::flag(std::string_view key, bool otherwise) const {
  const auto* value = find(key);
  if (value == nullptr) return otherwise;
  if (value->is_boolean()) return value->get<bool>();
  error(key, "config/type",
        "\"" + std::string(key) + "\": expected true or false, got " + value->type_name());
  return otherwise;
}

double Members::number(std::string_view key, double otherwise, double least, double most) const {
  const auto* value = find(key);
  if (value == nullptr) return otherwise;
  if (value->is_number() && value->get<double>() >= least && value->get<double>() <= most)
    return value->get<double>();
  std::ostringstream range;
  range << least << " to " << most;
  error(key, "config/range",
        "\"" + std::string(key) + "\": expected a number from " + range.str() + ", got " +
            value->dump());
  return otherwise;
}

std::string Members::required_text(std::string_view key) const {
  if (find(key) == nullptr) {
    findings_.push_back(
        file_.finding(pointer_, "config/missing-key", "\"" + std::string(key) + "\" is missing"));
    return {};
  }
  auto value = text(key);
  if (value.empty()) error(key, "config/empty", "\"" + std::string(key) + "\" may not be empty");
  return value;
}

Members Members::inner(std::string_view key) const {
  const auto* value = find(key);
  return {file_, pointer(key), value != nullptr ? *value : kEmpty, findings_};
}

void Members::error(std::string_view key, std::string rule, std::string message,
                    std::string hint) const {
  findings_.push_back(
      file_.finding(pointer(key), std::move(rule), std::move(message), std::move(hint)));
}

}  // namespace baton::connectors
