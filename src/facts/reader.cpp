#include "baton/facts/reader.hpp"

#include "baton/core/counted.hpp"
#include "baton/core/text.hpp"

#include <chrono>

namespace baton::facts {

namespace {

// A fact as expressions write it: facts.budget["EMEA"].
std::string written(std::string_view fact, std::string_view key) {
  std::string text = "facts." + std::string(fact);
  if (!key.empty()) text += "[\"" + core::one_line(key, 60) + "\"]";
  return text;
}

// How old a value is, to the minute.
std::string age_text(core::Duration age) {
  const auto minutes = std::chrono::floor<std::chrono::minutes>(age).count();
  if (minutes < 120) return core::counted(minutes, "minute");
  if (minutes < 2 * 24 * 60) return core::counted(minutes / 60, "hour");
  return core::counted(minutes / (24 * 60), "day");
}

}  // namespace

core::Result<std::shared_ptr<const core::FactValue>> Reader::read(
    std::string_view fact, const std::optional<std::string>& key) {
  const auto definition = definitions_.named(fact);
  if (!definition) {
    auto unknown = definition.error();
    unknown.code = core::Errc::invalid;  // has() is an error then, and not false
    return unknown;
  }
  if (auto wrong = (*definition)->misread(key)) return *std::move(wrong);
  const std::string of = key.value_or("");
  auto [known, is_new] = found_.try_emplace(core::fact_text(fact, of));
  if (is_new) {
    if (auto kept = look_up_(fact, of))
      known->second = std::make_shared<const core::FactValue>(*std::move(kept));
  }
  const auto& value = known->second;
  if (value == nullptr)
    return core::Error{core::Errc::not_found,
                       written(fact, of) + " has no value yet",
                       {},
                       (*definition)->from.empty()
                           ? "set it: baton facts set " + std::string(fact)
                           : "it is set by an event, or by baton facts set " + std::string(fact)};
  if (value->stale && *value->stale <= steady_)
    return core::Error{core::Errc::unavailable,
                       written(fact, of) + " is stale: it was set " +
                           age_text(steady_ - value->set) + " ago, and is good for " +
                           core::to_text(*value->stale - value->set),
                       {},
                       {}};
  return value;
}

}  // namespace baton::facts
