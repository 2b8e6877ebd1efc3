#include "baton/identity/role.hpp"

#include "baton/core/enum_text.hpp"
#include "baton/core/text.hpp"

#include <algorithm>

namespace baton::identity {
namespace {

constexpr core::EnumText<Role, 7> kWords{
    {"nobody", "sender", "viewer", "approver", "operator", "editor", "admin"}};
constexpr core::EnumText<Needs::Kind, 8> kNeedsWords{
    {"", "", "send", "read", "decide", "operate", "edit", "admin"}};

constexpr unsigned bit(Needs::Kind kind) { return 1U << static_cast<unsigned>(kind); }

constexpr unsigned kNobody = bit(Needs::nothing);
constexpr unsigned kKnown = kNobody | bit(Needs::known);
constexpr unsigned kSender = kKnown | bit(Needs::send);
constexpr unsigned kViewer = kKnown | bit(Needs::read);
constexpr unsigned kApprover = kViewer | bit(Needs::decide);
constexpr unsigned kOperator = kApprover | bit(Needs::send) | bit(Needs::operate);
constexpr unsigned kEditor = kOperator | bit(Needs::edit);
constexpr unsigned kAdmin = kEditor | bit(Needs::admin);

// By role, in the order of the enumeration.
constexpr std::array kMay{kNobody, kSender, kViewer, kApprover, kOperator, kEditor, kAdmin};

}  // namespace

std::string_view to_text(Role role) { return kWords.of(role); }

std::optional<Role> role(std::string_view word) {
  const auto found = kWords.read(word);
  return found == Role::nobody ? std::nullopt : found;
}

std::vector<std::string> role_words() {
  std::vector<std::string> words;
  for (const Role each : kRoles) words.emplace_back(to_text(each));
  return words;
}

bool is_for_people(Role role) { return role != Role::nobody && role != Role::sender; }

std::vector<std::string> role_words_for_people() {
  std::vector<std::string> words;
  for (const Role each : kRoles)
    if (is_for_people(each)) words.emplace_back(to_text(each));
  return words;
}

std::string command_to_create(Role role, std::string_view more) {
  std::string command = "baton token create NAME --role ";
  command += to_text(role);
  if (!more.empty()) (command += ' ') += more;
  return command;
}

std::string_view to_text(Needs needs) { return kNeedsWords.of(needs.kind()); }

std::vector<std::string> deeds_of(Role role) {
  std::vector<std::string> words;
  for (const Needs::Kind each : kDeeds)
    if (may(role, each)) words.emplace_back(to_text(Needs(each)));
  return words;
}

bool may(Role role, Needs needs) {
  return (kMay[static_cast<std::size_t>(role)] & bit(needs.kind())) != 0;
}

std::string roles_that_may(Needs needs) {
  std::vector<std::string_view> words;
  for (const Role each : kRoles)
    if (may(each, needs)) words.push_back(to_text(each));
  std::reverse(words.begin(), words.end());  // the least that does stands first
  return core::any_of(words);
}

Role least_role(Needs needs) {
  const auto least = std::find_if(kRoles.rbegin(), kRoles.rend(),
                                  [needs](const Role each) { return may(each, needs); });
  return least == kRoles.rend() ? Role::admin : *least;
}

}  // namespace baton::identity
