#include "templates/verbs/verb.hpp"

#include <array>
#include <utility>

namespace baton::templates {

namespace {

core::Verb read_do(Reader& reader, const Cursor& cursor, const Reader::Fields& step_fields,
                   const core::Step& step, StepPlace& place) {
  core::DoAction action;
  action.with.value = core::Json::object();
  if (read_action(reader, cursor, action)) place.action = cursor;
  if (const auto with = step_fields.find("with");
      with && reader.expect_map(*with, "a mapping of the operation's inputs")) {
    auto site = rendered_site(step);
    if (step_fields.has("each")) site.scope = ScopeKind::item;
    action.with = reader.rendered(*with, std::move(site));
    place.with = with;
  }
  return action;
}

std::optional<std::vector<std::string>> members_of_do(const core::Verb& verb,
                                                      const core::Operations* operations) {
  const auto* operation = operation_of(verb, operations);
  if (operation == nullptr || operation->output_fields.empty()) return std::nullopt;
  return operation->output_fields;
}

constexpr std::array<std::string_view, 7> kDoBeside{"with",     "retry",     "timeout", "each",
                                                    "parallel", "fail_fast", "undo"};

}  // namespace

bool read_action(Reader& reader, const Cursor& cursor, core::DoAction& action) {
  const auto name = reader.text(cursor, "CONNECTION.operation, as \"jira.create_issue\"");
  if (name.empty()) return false;
  const auto dot = name.find('.');
  if (dot == 0 || dot == std::string::npos || dot + 1 == name.size() ||
      name.find('.', dot + 1) != std::string::npos) {
    reader.error(
        "syntax/action",
        "\"" + name + "\" is no action: expected CONNECTION.operation, as \"jira.create_issue\"",
        cursor);
    return false;
  }
  action.connection = name.substr(0, dot);
  action.operation = name.substr(dot + 1);
  return true;
}

constinit const VerbSyntax SyntaxFor<core::DoAction>::kRow{
    .name = core::DoAction::kName,
    .beside = kDoBeside,
    .read = read_do,
    .output_members = members_of_do,
};

}  // namespace baton::templates
