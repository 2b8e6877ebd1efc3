#include "baton/core/event_model.hpp"

#include <algorithm>
#include <array>

namespace baton::core {
namespace {

constexpr std::array<std::string_view, 12> kFamilies{
    "ads.adset", "ads.campaign",    "ads.lead", "ads.report",   "crm.account", "crm.contact",
    "crm.lead",  "crm.opportunity", "message",  "project.task", "ticket",      "web.conversion"};

}  // namespace

std::span<const std::string_view> event_families() { return kFamilies; }

std::string_view event_family(std::string_view type) {
  const auto is_of = [type](std::string_view family) {
    return type.starts_with(family) && (type.size() == family.size() || type[family.size()] == '.');
  };
  const auto found = std::find_if(kFamilies.begin(), kFamilies.end(), is_of);
  return found != kFamilies.end() ? *found : std::string_view();
}

std::string schema_urn(std::string_view family) {
  return "urn:baton:schema:events:" + std::string(family) + ":" +
         std::to_string(kEventModelVersion);
}

std::string data_schema(const Event& event) {
  const auto family = event.actor.is_nobody() ? event_family(event.type) : std::string_view();
  return family.empty() ? std::string() : schema_urn(family);
}

}  // namespace baton::core
