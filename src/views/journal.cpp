#include "baton/views/journal.hpp"

#include "baton/views/time.hpp"

#include <utility>

namespace baton::views {
namespace {

core::Json with_transitions(const ports::JournalRow& row, core::Json transitions) {
  return {{"sequence", row.sequence},
          {"at", core::to_rfc3339(row.at)},
          {"cause", id(row.cause)},
          {"actor", row.actor},
          {"transitions", std::move(transitions)}};
}

}  // namespace

core::Json transition(const core::Transition& transition) {
  core::Json json = core::told(transition);
  json["is"] = core::transition_name(transition);
  return json;
}

core::Json entry(const ports::JournalRow& row) {
  core::Json transitions = core::Json::array();
  for (const core::Transition& each : row.transitions) transitions.push_back(transition(each));
  return with_transitions(row, std::move(transitions));
}

core::Json entry_record(const ports::JournalRow& row) {
  core::Json transitions = core::Json::array();
  for (const core::Transition& each : row.transitions) {
    core::Json one{{"is", core::transition_name(each)}};
    const core::StepRef& step = core::step_of(each);
    if (!step.empty()) one["step"] = step.name;
    if (step.has_item()) one["item"] = step.item;
    transitions.push_back(std::move(one));
  }
  core::Json json = with_transitions(row, std::move(transitions));
  json["run"] = row.run.text();
  return json;
}

}  // namespace baton::views
