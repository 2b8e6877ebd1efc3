#include "baton/cel/event_members.hpp"

#include "baton/cel/uses.hpp"
#include "baton/core/text.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace baton::cel {

core::Finding doubtful_place(const formats::FieldReader& fields, std::string_view key) {
  auto place = fields.file().finding(fields.pointer(key), "", "");
  place.severity = core::Finding::Severity::warning;
  return place;
}

std::vector<MemberRead> members_read(const formats::FieldReader& fields, std::string_view key,
                                     const std::string& type, const Expression& expression) {
  constexpr std::size_t kMember = 2;  // event.data.MEMBER
  std::vector<MemberRead> reads;
  if (type.find('*') != std::string::npos) return reads;
  for (const auto& use : uses(expression)) {
    if (use.path.size() <= kMember || use.path[0] != "event" || use.path[1] != "data") continue;
    reads.push_back({type, use.path[kMember], doubtful_place(fields, key)});
  }
  return reads;
}

core::Findings unknown_members(const std::vector<MemberRead>& reads, const MembersOf& members,
                               std::string_view rule) {
  core::Findings findings;
  for (const auto& read : reads) {
    const auto known = members(read.event);
    if (!known || std::find(known->begin(), known->end(), read.member) != known->end()) continue;
    auto finding = read.place;
    finding.rule = rule;
    finding.message = "the data of " + read.event + " has no \"" + core::one_line(read.member, 60) +
                      "\" in the common data model";
    finding.hint = core::did_you_mean(read.member, *known);
    if (finding.hint.empty()) finding.hint = "it has " + core::join(*known);
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace baton::cel
