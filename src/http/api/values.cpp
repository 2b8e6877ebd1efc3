#include "http/api/values.hpp"

#include "baton/core/limits.hpp"
#include "baton/core/text.hpp"
#include "http/api/query.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace baton::http {
namespace {

using core::Errc;
using core::Error;

std::string where(const Parameter& parameter) {
  return "query parameter " + std::string(parameter.name);
}

template <class Id>
core::Result<std::int64_t> value_of(std::string_view text) {
  const auto id = Id::parse(text);
  if (!id) return id.error();
  return id->value();
}

core::Result<std::int64_t> id_value(ValueKind kind, std::string_view text) {
  switch (kind) {
    case ValueKind::run: return value_of<core::RunId>(text);
    case ValueKind::token: return value_of<core::TokenId>(text);
    default: return value_of<core::EventId>(text);
  }
}

// "a whole number from 1 to 200", or "a value" of a parameter that is no number.
std::string expected_of(const Parameter& parameter) {
  if (parameter.kind != ValueKind::number) return "a value";
  return "a whole number from " + std::to_string(parameter.min) + " to " +
         std::to_string(parameter.max);
}

core::Result<std::int64_t> number_within(const Parameter& parameter, std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < parameter.min ||
      number > parameter.max) {
    return Error{
        Errc::invalid,
        "expected " + expected_of(parameter) + ", got \"" + core::one_line(text, 40) + "\"",
        where(parameter),
        {}};
  }
  return number;
}

}  // namespace

std::optional<ApprovalId> approval_id(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos || dot + 1 == text.size()) return std::nullopt;
  const auto run = core::RunId::parse(text.substr(0, dot));
  if (!run) return std::nullopt;
  return ApprovalId{*run, core::StepRef::of_key(text.substr(dot + 1))};
}

core::Error no_such(ValueKind kind) {
  switch (kind) {
    case ValueKind::run: return {Errc::not_found, "there is no run by that id", {}, {}};
    case ValueKind::event: return {Errc::not_found, "there is no event by that id", {}, {}};
    case ValueKind::parked: return {Errc::not_found, "there is no parked event by that id", {}, {}};
    case ValueKind::token: return {Errc::not_found, "there is no valid token by that id", {}, {}};
    case ValueKind::approval:
      return {Errc::not_found,
              "there is no approval by that id",
              {},
              "expected run_….step, as the list shows it"};
    case ValueKind::task:
      return {Errc::not_found,
              "there is no task by that id",
              {},
              "expected run_….step, as the list shows it"};
    case ValueKind::text:
    case ValueKind::number: break;
  }
  return {Errc::not_found, "there is nothing by that name", {}, {}};
}

core::Result<Values::Value> Values::in_path(const Parameter& parameter, std::string_view segment) {
  auto text = decode_segment(segment);
  switch (parameter.kind) {
    case ValueKind::text: {
      if (!text) return text.error();
      return Value{parameter.name, *std::move(text)};
    }
    case ValueKind::approval:
    case ValueKind::task: {
      if (!text) return text.error();
      auto id = approval_id(*text);
      if (!id) return no_such(parameter.kind);
      return Value{parameter.name, id->step.key(), id->run.value()};
    }
    default: {
      const auto id = id_value(parameter.kind, segment);
      if (!id) {
        core::Error error = no_such(parameter.kind);
        error.hint = id.error().message;
        return error;
      }
      return Value{parameter.name, {}, *id};
    }
  }
}

core::Result<Values::Value> Values::in_query(const Parameter& parameter, std::string text) {
  switch (parameter.kind) {
    case ValueKind::text: return Value{parameter.name, std::move(text)};
    case ValueKind::number: {
      const auto number = number_within(parameter, text);
      if (!number) return number.error();
      return Value{parameter.name, {}, *number};
    }
    case ValueKind::approval:
    case ValueKind::task: {
      auto id = approval_id(text);
      if (!id)
        return Error{Errc::invalid, "expected a cursor that a list gave", where(parameter), {}};
      return Value{parameter.name, id->step.key(), id->run.value()};
    }
    default: {
      const auto id = id_value(parameter.kind, text);
      if (!id) return Error{id.error().code, id.error().message, where(parameter), id.error().hint};
      return Value{parameter.name, {}, *id};
    }
  }
}

core::Result<Values> Values::read(const Few<Parameter>& in_path,
                                  std::span<const std::string_view> segments,
                                  const Few<Parameter>& in_query, std::string_view query) {
  Values values;
  for (auto segment = segments.begin(); const Parameter& parameter : in_path) {
    auto value = Values::in_path(parameter, *segment++);
    if (!value) return value.error();
    values.values_.push_back(*std::move(value));
  }
  auto given = read_query(query, in_query);
  if (!given) return given.error();
  for (auto& [parameter, text] : *given) {
    if (text.empty()) continue;  // "?status=" asks for nothing
    auto value = Values::in_query(*parameter, std::move(text));
    if (!value) return value.error();
    values.values_.push_back(*std::move(value));
  }
  for (const Parameter& parameter : in_query)
    if (parameter.required && !values.has(parameter.name))
      return Error{Errc::invalid,
                   "expected " + expected_of(parameter) + ", but it is missing",
                   where(parameter),
                   {}};
  return values;
}

const Values::Value* Values::find(std::string_view name) const {
  const auto found = std::find_if(values_.begin(), values_.end(),
                                  [name](const Value& value) { return value.name == name; });
  return found == values_.end() ? nullptr : &*found;
}

std::string Values::text(std::string_view name) const {
  const Value* value = find(name);
  return value == nullptr ? std::string() : value->text;
}

std::int64_t Values::number(std::string_view name, std::int64_t default_value) const {
  const Value* value = find(name);
  return value == nullptr ? default_value : value->number;
}

ApprovalId Values::approval(std::string_view name) const {
  return {id<core::RunId>(name), core::StepRef::of_key(text(name))};
}

std::size_t Values::limit() const {
  return static_cast<std::size_t>(
      number(kLimit.name, static_cast<std::int64_t>(core::kPageSizeDefault)));
}

}  // namespace baton::http
