#pragma once

#include "baton/cel/expression.hpp"
#include "baton/core/finding.hpp"
#include "baton/formats/field_reader.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Which members of the data of events the expressions of settings files read. Pure; any thread.
namespace baton::cel {

// Where an expression reads a member of the data of an event.
struct MemberRead {
  // The type of the event, which is no pattern.
  std::string event;
  // The name of the member.
  std::string member;
  // A warning about that place, to which rule, message and hint are to be added.
  core::Finding place;
};

// The members that the data of events of a type may have; nullopt if that is not known.
using MembersOf =
    std::function<std::optional<std::vector<std::string>>(const std::string& event_type)>;

// A warning about what stands under a key. Its rule, message and hint are empty.
core::Finding doubtful_place(const formats::FieldReader& fields, std::string_view key);
// Which members of the data of events of `type` the expression under a key reads. None where `type`
// is a pattern, which stands for many types.
std::vector<MemberRead> members_read(const formats::FieldReader& fields, std::string_view key,
                                     const std::string& type, const Expression& expression);
// A warning for each member that is read and that events of the type do not have according to
// `members`. None for a type whose members are not known. `rule`: the rule of the warnings.
core::Findings unknown_members(const std::vector<MemberRead>& reads, const MembersOf& members,
                               std::string_view rule);

}  // namespace baton::cel
